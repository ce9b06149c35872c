import { msToMicros } from '#lib/base/time.ts';
import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';

const fields = {
  extraMs: number({ label: 'Added', unit: 'ms', min: 0, max: 600_000, default: 500, source: 'Halfopen' }),
};

export const fault: FaultDefinition = {
  fault: 'add-latency',
  label: 'Add latency',
  line: '{target} is slower by {extraMs} ms',
  lineMended: '{target} is slowed no more',
  blurb: 'Every unit of its work takes this much longer, a thread held all the while; 0 mends it.',
  order: 40,
  icon: 'M12 7v5l3 3M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  target: 'node',
  suits: (kind) => kind.takes !== undefined,
  fields,
  levers: (config: ConfigOf<typeof fields>) => [{ lever: 'extraMicros', value: msToMicros(config.extraMs) }],
};
