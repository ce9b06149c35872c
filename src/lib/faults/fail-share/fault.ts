import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';

const fields = {
  percent: number({ label: 'Fails', unit: '%', min: 0, max: 100, default: 100, source: 'Halfopen' }),
};

export const fault: FaultDefinition = {
  fault: 'fail-share',
  label: 'Fail a share',
  line: '{target} fails {percent} %',
  lineMended: '{target} fails no more',
  blurb: 'This share of its answers become errors; 0 mends it.',
  order: 30,
  icon: 'M19 5 5 19M7 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM17 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  target: 'node',
  suits: (kind) => kind.takes === 'calls',
  fields,
  levers: (config: ConfigOf<typeof fields>) => [{ lever: 'failShare', value: config.percent / 100 }],
};
