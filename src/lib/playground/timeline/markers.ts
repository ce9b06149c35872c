import type { ScriptLine } from './entries.ts';

export interface Marker {
  readonly x: number;
  readonly text: string;
  /** Whether there is room to write it. */
  readonly labelled: boolean;
}

const LETTER_PX = 6.2;
const GAP_PX = 10;

/** Where the script's actions stand on the axis. A label that would run into the one before is left out. */
export function markers(
  script: readonly ScriptLine[],
  x: (micros: number) => number,
  width: number,
): Marker[] {
  let free = 0;
  return script.map(({ atMicros, text }) => {
    const at = x(atMicros);
    const end = at + text.length * LETTER_PX;
    const labelled = at >= free && end <= width;
    if (labelled) free = end + GAP_PX;
    return { x: at, text, labelled };
  });
}
