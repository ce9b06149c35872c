import { defaultsOf } from '#lib/base/schema.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Action, Scenario } from '#lib/scenario/document.ts';
import { isUndone } from './faulting.ts';
import type { ScriptLine } from '#lib/playground/timeline/entries.ts';
import { short } from '#lib/ui/numbers.ts';

/**
 * The script after something was done live at `action.atMicros`. What comes later in the script stays,
 * unless the person has already seen it and gone back: then the live action begins another story, and
 * everything from it up to `seenMicros` belonged to the one that is left.
 */
export function withAction(script: readonly Action[], action: Action, seenMicros: number): Action[] {
  const before = script.filter(({ atMicros }) => atMicros <= action.atMicros);
  const after = script.filter(({ atMicros }) => atMicros > action.atMicros && atMicros > seenMicros);
  return [...before, action, ...after];
}

/** The other side of a partition where no group is named. */
const OUTSIDE = 'all that is outside';

/** The script in words: "Payment fails 100 %", "Search-1 was killed". */
export function namedScript(
  { nodes, edges, groups = [], script }: Scenario,
  { faults }: Definitions,
): ScriptLine[] {
  const labels = new Map([...nodes, ...groups].map(({ id, label }) => [id, label]));
  for (const { id, from, to } of edges) labels.set(id, `${labels.get(from)} → ${labels.get(to)}`);
  return script.map(({ atMicros, fault, target, instance, config }) => {
    const definition = faults.get(fault);
    const name = labels.get(target) ?? target;
    const words: Record<string, unknown> = {
      ...defaultsOf(definition?.fields ?? {}),
      ...config,
      target: instance === undefined ? name : `${name}-${instance + 1}`,
    };
    const isOver =
      definition !== undefined && isUndone(definition, { ...defaultsOf(definition.fields), ...config });
    const line = (isOver ? definition.lineMended : undefined) ?? definition?.line ?? fault;
    const text = line.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
      const value = words[key];
      const field = definition?.fields[key];
      if (field?.is === 'text' && field.holds === 'group') return labels.get(String(value)) ?? OUTSIDE;
      return typeof value === 'number' ? short(value) : String(value ?? '');
    });
    return { atMicros, owner: target, text };
  });
}
