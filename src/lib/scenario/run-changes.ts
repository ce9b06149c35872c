import { sameValue } from '#lib/base/schema-diff.ts';
import type { Action, Scenario } from './document.ts';

/**
 * What the run of `before` is still worth for `after`: all of it ('same'), all that happened before a moment
 * (only the script differs, from there on), or nothing ('anew').
 */
export type RunChange = 'same' | 'anew' | { readonly fromMicros: number };

export function runChange(before: Scenario, after: Scenario): RunChange {
  if (before === after) return 'same';
  if (!sameValue(topology(before), topology(after))) return 'anew';
  return scriptChange(before.script, after.script);
}

function topology({ seed, epochMs, nodes, edges, groups = [], distances = [] }: Scenario): unknown {
  return {
    ...{ seed, epochMs, edges, distances },
    nodes: nodes.map(({ id, kind, config, groups: places = [] }) => ({ id, kind, config, places })),
    groups: groups.map(({ id, is, parent }) => ({ id, is, parent })),
  };
}

function scriptChange(before: readonly Action[], after: readonly Action[]): RunChange {
  const length = Math.max(before.length, after.length);
  for (let i = 0; i < length; i++) {
    if (i < before.length && i < after.length && sameValue(before[i], after[i])) continue;
    return { fromMicros: Math.min(before[i]?.atMicros ?? Infinity, after[i]?.atMicros ?? Infinity) };
  }
  return 'same';
}
