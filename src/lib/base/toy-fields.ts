import { duration } from './duration.ts';
import { choice, flag, list, number, text, variant } from './schema.ts';

/** Settings of every sort, for tests: they stand still while the real kinds grow. */
const source = 'test';
const count = number({ label: 'failures', unit: '', min: 1, max: 100, integer: true, default: 5, source });

export const toyBreaker = variant({
  label: 'breaker',
  options: {
    none: { label: 'none', fields: {} },
    course: { label: 'course', fields: { failures: count, cooldown: seconds('cooldown', 30) } },
    window: {
      label: 'window',
      fields: { failures: { ...count, default: 20 }, counts: flag({ label: 'slow', default: true, source }) },
    },
  },
  default: { is: 'course', failures: 3 },
  source,
});

export const toyFields = {
  instances: number({
    label: 'instances',
    unit: 'instances',
    min: 1,
    max: 20,
    integer: true,
    default: 2,
    source,
  }),
  order: choice({ label: 'order', options: { fifo: 'FIFO', lifo: 'LIFO' }, default: 'fifo', source }),
  note: text({ label: 'note', maxLength: 20, default: '', source }),
  work: duration({ label: 'work', source, default: { is: 'lognormal', medianMs: 10, p99Ms: 40 } }),
  routes: list({
    label: 'routes',
    item: { path: text({ label: 'path', maxLength: 30, default: '/', source }), breaker: toyBreaker },
    maxItems: 4,
    default: [],
    source,
  }),
};

function seconds(label: string, value: number) {
  return number({ label, unit: 's', min: 0, max: 1_000, default: value, source });
}
