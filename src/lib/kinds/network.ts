import { duration } from '#lib/base/duration.ts';
import { number } from '#lib/base/schema.ts';

/** The network's own settings, on every edge: each message crosses it once, in each direction. */
export const networkFields = {
  latency: duration({
    label: 'Network latency',
    help: 'One way, drawn anew for each message.',
    default: { is: 'lognormal', medianMs: 0.5, p99Ms: 2 },
    source: 'Halfopen',
  }),
  lossPercent: number({
    label: 'Messages lost',
    help: 'A lost message never arrives; the caller finds out by its time-out.',
    unit: '%',
    min: 0,
    max: 100,
    default: 0,
    source: 'Halfopen',
  }),
};
