import { number, type ConfigOf } from '#lib/base/schema.ts';
import { msToMicros } from '#lib/base/time.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';

const fields = {
  extraMs: number({ label: 'Added', unit: 'ms', min: 0, max: 600_000, default: 500, source: 'Halfopen' }),
};

export const fault: FaultDefinition = {
  fault: 'slow-link',
  label: 'Slow link',
  line: 'the link {target} is slower by {extraMs} ms',
  lineMended: 'the link {target} is slowed no more',
  blurb: 'Every message on this edge takes this much longer, each way; 0 mends it.',
  order: 45,
  icon: 'M4 12h4M16 12h4M12 8v4l2 2M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10z',
  target: 'edge',
  suits: () => true,
  fields,
  levers: (config: ConfigOf<typeof fields>) => [{ lever: 'extraMicros', value: msToMicros(config.extraMs) }],
};
