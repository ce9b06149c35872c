import { number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Envoy';
const seconds = (label: string, help: string, min: number, standard: number, from = source) =>
  number({ label, help, unit: 's', min, max: 86_400, default: standard, source: from });
const checks = (label: string, help: string, standard: number) =>
  number({
    label,
    help,
    unit: '',
    min: 1,
    max: 1_000,
    integer: true,
    default: standard,
    source: 'Halfopen: Envoy asks for a value',
  });

const fields = {
  timeoutSeconds: seconds(
    'timeout',
    'After which a check has failed.',
    0.001,
    1,
    'Halfopen: Envoy asks for a value',
  ),
  intervalSeconds: seconds(
    'interval',
    'From the end of one check to the next.',
    0.001,
    5,
    'Halfopen: Envoy asks for a value',
  ),
  unhealthyThreshold: checks(
    'unhealthy_threshold',
    'Failed connections or time-outs in a row; an unexpected status makes a host unhealthy at once.',
    3,
  ),
  healthyThreshold: checks(
    'healthy_threshold',
    'Passes in a row that bring a host back; for a host’s first check one is enough.',
    2,
  ),
  noTrafficIntervalSeconds: seconds(
    'no_traffic_interval',
    'The interval until the first call has been made to any host.',
    0.001,
    60,
  ),
  noTrafficHealthyIntervalSeconds: seconds(
    'no_traffic_healthy_interval',
    'The same after a pass; 0 = the same.',
    0,
    0,
  ),
  unhealthyIntervalSeconds: seconds(
    'unhealthy_interval',
    'After a check that failed; 0 = the interval.',
    0,
    0,
  ),
  unhealthyEdgeIntervalSeconds: seconds(
    'unhealthy_edge_interval',
    'While failures of a healthy host are counted; 0 = the unhealthy interval.',
    0,
    0,
  ),
  healthyEdgeIntervalSeconds: seconds(
    'healthy_edge_interval',
    'While passes of an unhealthy host are counted; 0 = the interval.',
    0,
    0,
  ),
  initialJitterSeconds: seconds('initial_jitter', 'The first check comes at random within this time.', 0, 0),
  intervalJitterSeconds: seconds('interval_jitter', 'Up to so much is added to each interval.', 0, 0),
  intervalJitterPercent: number({
    label: 'interval_jitter_percent',
    help: 'Up to this share of each interval is added to it, besides.',
    unit: '%',
    min: 0,
    max: 10_000,
    integer: true,
    default: 0,
    source,
  }),
};
export type EnvoyCheckConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'checking',
  policy: 'envoy',
  label: 'Envoy active health check',
  blurb: 'Asks each host again some seconds after its last answer; some failures in a row take it out.',
  group: 'Envoy',
  order: 30,
  fields,
};
