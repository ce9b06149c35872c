const cards = import.meta.glob<string>(['/src/lib/kinds/*/docs.md', '/src/lib/policies/*/*/docs.md'], {
  query: '?raw',
  import: 'default',
});

/** A paragraph, a heading or a list of a model card, as plain text. */
export type CardBlock =
  | { readonly is: 'heading' | 'paragraph'; readonly text: string }
  | { readonly is: 'list'; readonly items: readonly string[] };

/** What a kind (`kinds/service`) or policy (`policies/breaking/course`) models and what not; null without a card. */
export async function modelCard(folder: string): Promise<CardBlock[] | null> {
  const load = cards[`/src/lib/${folder}/docs.md`];
  return load === undefined ? null : readCard(await load());
}

/** Reads the little Markdown that cards are written in: headings, paragraphs, lists; marks within a line are dropped. */
export function readCard(markdown: string): CardBlock[] {
  return markdown
    .split(/\n\s*\n/)
    .flatMap((block) => (/^#/.test(block.trim()) ? splitHeading(block.trim()) : [block.trim()]))
    .filter((block) => block !== '')
    .map((block): CardBlock => {
      if (block.startsWith('#')) return { is: 'heading', text: bare(block.replace(/^#+\s*/, '')) };
      if (/^[-*] /.test(block)) {
        return { is: 'list', items: block.split(/\n(?=[-*] )/).map((item) => bare(item.slice(2))) };
      }
      return { is: 'paragraph', text: bare(block) };
    });
}

function splitHeading(block: string): string[] {
  const [heading, ...rest] = block.split('\n');
  return [heading, rest.join('\n').trim()];
}

function bare(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
