import type { Config } from '#lib/base/schema.ts';
import type { Scenario } from '#lib/scenario/document.ts';
import { at, sketch } from '#lib/scenario/sketch.ts';
import { estate } from '#lib/staleness/estate.ts';
import type { Dice, Row, Trial } from '#lib/staleness/row.ts';

const TTL = 30;
const ROUTE_53_TTL = 60;

export const rows: readonly Row[] = [
  {
    id: 'dns-stop',
    mechanism: 'dns',
    system: 'DNS, TTL 30 s, callers keep nothing',
    event: 'record changed',
    expected: { mean: TTL / 2, min: 0, max: TTL },
    because: 'The zone knows at once; the resolver’s copy is 0 to 30 s old.',
    trial: (dice) => stopped(dice, { is: 'none' }),
  },
  {
    id: 'dns-chained',
    mechanism: 'dns',
    system: 'DNS, TTL 30 s, callers keep the TTL as well',
    event: 'record changed',
    expected: { mean: TTL / 2, min: 0, max: TTL },
    because: 'A cache hands on what is left of a TTL: several in a row add nothing.',
    trial: (dice) => stopped(dice, { is: 'ttl' }),
  },
  {
    id: 'dns-jvm',
    mechanism: 'dns',
    system: 'DNS, TTL 30 s, JVM callers',
    event: 'record changed',
    expected: { mean: TTL / 2 + 15, min: 0, max: TTL + 30 },
    because: 'As above, and then the JVM’s own 30 s, whatever is left of the TTL.',
    trial: (dice) => stopped(dice, { is: 'jvm' }),
  },
  {
    id: 'dns-route53-crash',
    mechanism: 'dns',
    system: 'Route 53, checks 30 s × 3, TTL 60 s',
    event: 'crash',
    // The thirteenth of fifteen checkers that each take 60 to 90 s: 60 + 30 × 13/16.
    expected: { mean: 84.375 + ROUTE_53_TTL / 2, min: 60, max: 90 + ROUTE_53_TTL },
    because: 'Three failed checks of nearly all checkers (60 to 90 s), then 0 to 60 s of TTL.',
    trial: (dice) =>
      trial(
        dice,
        'kill-instance',
        { recordTtlSeconds: ROUTE_53_TTL, health: { is: 'route53' } },
        90 + ROUTE_53_TTL,
      ),
  },
  {
    id: 'dns-headless-hang',
    mechanism: 'dns',
    system: 'Headless Service, CoreDNS ttl 30 s',
    event: 'hang',
    expected: { mean: 26 + TTL / 2, min: 21, max: 31 + TTL },
    because: 'A readiness probe fails three times, 21 to 31 s, then 0 to 30 s of TTL.',
    trial: (dice) =>
      trial(dice, 'hang-instance', { resolver: 'coredns', health: { is: 'kubernetes' } }, 31 + TTL),
  },
  {
    id: 'dns-headless-5-hang',
    mechanism: 'dns',
    system: 'Headless Service, CoreDNS ttl 5 s',
    event: 'hang',
    expected: { mean: 28.5, min: 21, max: 36 },
    because: 'The same with 0 to 5 s of TTL.',
    trial: (dice) =>
      trial(
        dice,
        'hang-instance',
        { resolver: 'coredns', recordTtlSeconds: 5, health: { is: 'kubernetes' } },
        36,
      ),
  },
];

function stopped(dice: Dice, callerCache: Config): Trial {
  return trial(dice, 'stop-instance', { recordTtlSeconds: TTL, callerCache }, TTL + 30);
}

function trial(dice: Dice, fault: string, settings: Config, forSeconds: number): Trial {
  const death = dice.between(200, 260);
  const scenario = estate(dice, {
    mechanism: { is: 'dns', ...settings },
    instances: 2,
    // Any phase of the longest of its caches.
    callsFromSeconds: death - dice.between(5, 65),
    callsPerSecond: 8,
    script: [at(death, fault, 's', {}, 1)],
  });
  return {
    scenario: withAnother(scenario, death - dice.between(70, 130)),
    instance: 's-2',
    fromSeconds: death,
    untilSeconds: death + forSeconds + 2,
    gapSeconds: 1 / 4,
  };
}

/** Somebody else asks the same resolver, so that what it remembers has a phase of its own; he keeps nothing, and is wrong no longer. */
function withAnother(scenario: Scenario, fromSeconds: number): Scenario {
  const steps = [{ atSeconds: fromSeconds, ratePerSecond: 4 }];
  const { nodes, edges } = sketch(
    { d: ['client', { ratePerSecond: 0, arrivals: 'constant', load: { is: 'step', steps } }] },
    { 'd>s': { timeoutMs: 500 }, 'd>r': { callerCache: { is: 'none' } } },
  );
  return { ...scenario, nodes: [...scenario.nodes, ...nodes], edges: [...scenario.edges, ...edges] };
}
