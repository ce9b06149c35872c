import { defaultsOf } from '#lib/base/schema.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import type { FaultDefinition, Lever } from '#lib/faults/definition.ts';
import type { Action } from '#lib/scenario/document.ts';
import { short } from '#lib/ui/numbers.ts';

/** What is wrong with a node that is not down, as its card marks it. */
export interface Trouble {
  /** `failing`: answers that should be good are not; `slow`: good ones, but late. */
  readonly state: 'failing' | 'slow';
  /** "fails 100 % · +2 s" */
  readonly text: string;
}

/** From this share of bad answers on a card says so; below it a stray failure would make it flicker. */
const WORTH_SAYING = 0.05;

/**
 * What a card says at `micros`: first what the script did to the node before that moment, which holds when
 * nobody calls it too; else what share of its answers in the last second was counted as bad.
 */
export function troubleOf(
  script: readonly Action[],
  node: string,
  micros: number,
  counted: { readonly ok: number; readonly bad: number },
  faults: ReadonlyMap<string, FaultDefinition>,
): Trouble | null {
  const failShare = leverAt('failShare', script, node, micros, faults);
  const extraMicros = leverAt('extraMicros', script, node, micros, faults);
  const share = counted.bad / Math.max(counted.ok + counted.bad, Number.MIN_VALUE);
  const words: string[] = [];
  if (failShare > 0) words.push(`fails ${short(failShare * 100)} %`);
  else if (share >= WORTH_SAYING) words.push(`${Math.round(share * 100)} % not ok`);
  const state = words.length > 0 ? 'failing' : 'slow';
  if (extraMicros > 0) words.push(`+${delayText(extraMicros)}`);
  return words.length === 0 ? null : { state, text: words.join(' · ') };
}

/** Where the script left the lever of a node just before the events of `micros`; 0 if it never touched it. */
function leverAt(
  lever: Lever,
  script: readonly Action[],
  node: string,
  micros: number,
  faults: ReadonlyMap<string, FaultDefinition>,
): number {
  for (let i = script.length - 1; i >= 0; i--) {
    const { target, atMicros, fault, config } = script[i];
    if (target !== node || atMicros >= micros) continue;
    const definition = faults.get(fault);
    // A fault declares the settings of its own fields; a complete configuration of them is what it asks for.
    const settings = definition?.levers({ ...defaultsOf(definition.fields), ...config } as never) ?? [];
    const set = settings.find((one) => one.lever === lever);
    if (set !== undefined) return set.value;
  }
  return 0;
}

function delayText(micros: number): string {
  return micros < MICROS_PER_S ? `${short(micros / 1000)} ms` : `${short(micros / MICROS_PER_S)} s`;
}
