import { hasErrors } from '#lib/base/messages.ts';
import { Problems, type Problem } from '#lib/base/problem.ts';
import { isRecord, readConfig } from '#lib/base/schema-read.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import { microsField } from '#lib/scenario/fields.ts';
import { beginHistory, type History, type Step } from '#lib/scenario/history.ts';
import { readScenario } from '#lib/scenario/validate.ts';
import type { Work } from './work.ts';

/**
 * A stored copy, which this or an older version of the site wrote. A document with faults comes back mended,
 * with its problems; undo and redo come back only if every step of them is still a valid document.
 */
export function readWork(
  raw: unknown,
  definitions: Definitions,
): { work: Work; problems: readonly Problem[] } {
  const stored = isRecord(raw) ? raw : {};
  const history = isRecord(stored.history) ? stored.history : {};
  const { scenario, problems } = readScenario(history.present, definitions);
  const { playheadMicros } = readConfig(
    { playheadMicros: microsField },
    { playheadMicros: stored.playheadMicros },
    '',
    new Problems(),
  );
  const selected = typeof stored.selected === 'string' ? stored.selected : null;
  const begun = beginHistory(scenario);
  const steps = hasErrors(problems) ? null : readSteps(history, definitions);
  const highest = Math.max(begun.highest, steps?.highest ?? 0);
  return { work: { history: { ...begun, ...steps, highest }, playheadMicros, selected }, problems };
}

function readSteps(
  { past, future, highest }: Readonly<Record<string, unknown>>,
  definitions: Definitions,
): Omit<History, 'present'> | null {
  if (!Array.isArray(past) || !Array.isArray(future) || !Number.isSafeInteger(highest)) return null;
  const [before, after] = [past, future].map((steps) => steps.flatMap((step) => readStep(step, definitions)));
  const good = before.length === past.length && after.length === future.length;
  return good ? { past: before, future: after, highest: highest as number } : null;
}

/** A step as it is written now: an older one may say defaults that are left out today. Nothing if it is none. */
function readStep(raw: unknown, definitions: Definitions): readonly Step[] {
  if (!isRecord(raw) || typeof raw.label !== 'string') return [];
  if (raw.key !== null && typeof raw.key !== 'string') return [];
  const { scenario, problems } = readScenario(raw.scenario, definitions);
  return hasErrors(problems) ? [] : [{ label: raw.label, key: raw.key, scenario }];
}
