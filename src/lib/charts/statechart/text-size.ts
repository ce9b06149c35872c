/**
 * How wide a text will be, without asking a browser: so that a layout is a pure function and can be tested.
 * Widths are those of Inter in four classes, rounded up; a text may come out narrower than told, hardly wider.
 *
 * @returns px
 */
export function textWidth(text: string, sizePx: number): number {
  let em = 0;
  for (const letter of text) em += NARROW.has(letter) ? 0.32 : WIDE.has(letter) ? 0.9 : 0.6;
  return em * sizePx;
}

const NARROW = new Set("iljtfrI.,:;'| ·-()");
const WIDE = new Set('mwMWOQG@%');

/** Breaks a text between words so that no line is longer than `letters`, where the words allow it. */
export function wrap(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
