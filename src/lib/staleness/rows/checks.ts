import { at } from '#lib/scenario/sketch.ts';
import { estate } from '#lib/staleness/estate.ts';
import type { Row, Span } from '#lib/staleness/row.ts';

/** Callers that know the addresses by heart, and check each instance by themselves. */
export const rows: readonly Row[] = [
  row(
    'haproxy',
    'crash',
    'HAProxy (inter 2 s, fall 3)',
    { mean: 5, min: 4, max: 6 },
    {
      period: 2,
      because: 'The next check is 0 to 2 s away, and two more follow.',
    },
  ),
  row(
    'haproxy',
    'hang',
    'HAProxy (inter 2 s, fall 3)',
    { mean: 11, min: 10, max: 12 },
    {
      period: 2,
      because:
        'The next check is 0 to 2 s away; three checks time out after 2 s each, with 2 s between them.',
    },
  ),
  row(
    'envoy',
    'crash',
    'Envoy (interval 5 s, timeout 1 s, threshold 3)',
    { mean: 12.5, min: 10, max: 15 },
    {
      period: 5,
      because: '(n − 0.5) intervals, for n = 3.',
    },
  ),
  row(
    'envoy',
    'hang',
    'Envoy (interval 5 s, timeout 1 s, threshold 3)',
    { mean: 15.5, min: 13, max: 18 },
    {
      period: 5,
      because:
        'Two more intervals after the next check, and three time-outs: n × (interval + timeout) at most.',
    },
  ),
  row(
    'alb',
    'crash',
    'AWS ALB (30 s, 2 failures)',
    { mean: 45, min: 30, max: 60 },
    {
      period: 30,
      because: 'The next check is 0 to 30 s away, and another follows.',
    },
  ),
  row(
    'alb',
    'hang',
    'AWS ALB (30 s, 2 failures)',
    { mean: 50, min: 35, max: 65 },
    {
      period: 30,
      because: 'As for a crash, and a time-out of 5 s.',
    },
  ),
];

const FAULTS = { crash: 'kill-instance', hang: 'hang-instance' } as const;

function row(
  is: string,
  event: keyof typeof FAULTS,
  system: string,
  expected: Span,
  { period, because }: { period: number; because: string },
): Row {
  return {
    id: `${is}-${event}`,
    mechanism: is,
    system,
    event,
    expected,
    because,
    trial(dice) {
      const death = 100 + dice.between(0, period);
      return {
        scenario: estate(dice, {
          instances: 2,
          callsFromSeconds: 50,
          callsPerSecond: 20,
          calls: { health: { is } },
          script: [at(death, FAULTS[event], 's', {}, 1)],
        }),
        instance: 's-2',
        fromSeconds: death,
        untilSeconds: death + expected.max + 5,
        gapSeconds: 2 / 20,
      };
    },
  };
}
