import { expect, test } from 'vitest';
import { shortcutOf } from './shortcuts.ts';

const press = (key: string, held: Partial<Parameters<typeof shortcutOf>[0]> = {}) =>
  shortcutOf({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

test.each([
  [press(' '), 'play'],
  [press('z', { ctrlKey: true }), 'undo'],
  [press('Z', { metaKey: true, shiftKey: true }), 'redo'],
  [press('y', { ctrlKey: true }), 'redo'],
  [press('?', { shiftKey: true }), 'shortcuts'],
  [press('c'), 'connect'],
  [press('c', { ctrlKey: true }), null],
  [press(' ', { altKey: true }), null],
  [press('q'), null],
])('a key press means %s', (name, expected) => {
  expect(name).toBe(expected);
});
