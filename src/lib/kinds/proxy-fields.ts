import { duration } from '#lib/base/duration.ts';
import { queueing } from '#lib/base/queueing.ts';
import { number } from '#lib/base/schema.ts';

/** How who passes requests on works through them. `each`: ', per instance' where there may be several. */
export function proxyFields(each = '') {
  return {
    workers: number({
      label: 'Workers',
      help: `Requests handled at once${each}. A worker is free again while the callee works.`,
      unit: '',
      min: 1,
      max: 1_024,
      integer: true,
      default: 4,
      source: 'Halfopen; nginx and HAProxy: one per core',
    }),
    backlog: number({
      label: 'Backlog',
      help: `Connections waiting for a worker${each}; one more is refused.`,
      unit: 'calls',
      min: 0,
      max: 100_000,
      integer: true,
      default: 511,
      source: 'nginx',
    }),
    queueing: queueing(),
    handlingTime: duration({
      label: 'Handling time',
      help: 'Work per request before it is passed on.',
      default: { is: 'constant', ms: 0.2 },
      source: 'Halfopen',
    }),
  };
}
