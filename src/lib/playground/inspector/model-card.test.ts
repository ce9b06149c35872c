import { expect, test } from 'vitest';
import { modelCard, readCard } from './model-card.ts';

test('a card is read as headings, paragraphs and lists of plain text', () => {
  const card =
    '# Service\nOne `process` each,\nwith **threads**.\n\n## Not modelled\n\n- [GC](https://x.y) pauses\n- memory\n  limits\n';
  expect(readCard(card)).toEqual([
    { is: 'heading', text: 'Service' },
    { is: 'paragraph', text: 'One process each, with threads.' },
    { is: 'heading', text: 'Not modelled' },
    { is: 'list', items: ['GC pauses', 'memory limits'] },
  ]);
});

test('what has no card gives none', async () => {
  expect(await modelCard('kinds/nothing')).toBeNull();
});
