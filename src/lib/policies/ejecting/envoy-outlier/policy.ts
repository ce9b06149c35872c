import { defaultsOf, flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Envoy';
const enforcing = (label: string, standard: number) =>
  number({
    label,
    help: 'How often a host that was found out is really ejected.',
    unit: '%',
    min: 0,
    max: 100,
    integer: true,
    default: standard,
    source,
  });
const inARow = (label: string, help: string) =>
  number({ label, help, unit: 'calls', min: 0, max: 100_000, integer: true, default: 5, source });
const volume = (label: string, standard: number) =>
  number({
    label,
    help: 'Of a host within one interval, for it to be looked at.',
    unit: 'calls',
    min: 0,
    max: 1_000_000,
    integer: true,
    default: standard,
    source,
  });
const hosts = (label: string) =>
  number({
    label,
    help: 'So many hosts with that volume, or nobody is judged.',
    unit: 'instances',
    min: 0,
    max: 1_000,
    integer: true,
    default: 5,
    source,
  });
const seconds = (label: string, help: string, min: number, standard: number) =>
  number({ label, help, unit: 's', min, max: 86_400, default: standard, source });

const fields = {
  consecutive5xx: inARow(
    'consecutive_5xx',
    'Server errors in a row for which a host is ejected; 0 = never for that.',
  ),
  enforcingConsecutive5xx: enforcing('enforcing_consecutive_5xx', 100),
  consecutiveGatewayFailure: inARow(
    'consecutive_gateway_failure',
    '502, 503 and 504 in a row: a host that is not reached or does not answer in time; 0 = never for that.',
  ),
  enforcingConsecutiveGatewayFailure: enforcing('enforcing_consecutive_gateway_failure', 0),
  intervalSeconds: seconds('interval', 'Between sweeps, which judge rates and end ejections.', 0.001, 10),
  baseEjectionTimeSeconds: seconds(
    'base_ejection_time',
    'An ejection lasts this times how often the host was ejected of late, and until the sweep after that.',
    0.001,
    30,
  ),
  maxEjectionTimeSeconds: {
    ...seconds(
      'max_ejection_time',
      'At most. Below the base time, which Envoy refuses, the base time counts.',
      0.001,
      300,
    ),
    atLeast: 'baseEjectionTimeSeconds',
  },
  maxEjectionTimeJitterSeconds: seconds(
    'max_ejection_time_jitter',
    'Up to so much is added at random, so that hosts come back one by one.',
    0,
    0,
  ),
  maxEjectionPercent: number({
    label: 'max_ejection_percent',
    help: 'Share of hosts that may be ejected at once. With 10 %, fewer than 10 hosts never lose one.',
    unit: '%',
    min: 0,
    max: 100,
    integer: true,
    default: 10,
    source,
  }),
  alwaysEjectOneHost: flag({
    label: 'always_eject_one_host',
    help: 'One host may be ejected whatever the share.',
    default: false,
    source,
  }),
  splitExternalLocalOriginErrors: flag({
    label: 'split_external_local_origin_errors',
    help: 'Failures to reach a host or to hear from it in time are counted apart from its own errors.',
    default: false,
    source,
  }),
  consecutiveLocalOriginFailure: inARow(
    'consecutive_local_origin_failure',
    'Of those apart, in a row, for which a host is ejected; 0 = never for that.',
  ),
  enforcingConsecutiveLocalOriginFailure: enforcing('enforcing_consecutive_local_origin_failure', 100),
  enforcingSuccessRate: enforcing('enforcing_success_rate', 100),
  enforcingLocalOriginSuccessRate: enforcing('enforcing_local_origin_success_rate', 100),
  successRateMinimumHosts: hosts('success_rate_minimum_hosts'),
  successRateRequestVolume: volume('success_rate_request_volume', 100),
  successRateStdevFactor: number({
    label: 'success_rate_stdev_factor',
    help: 'Thousandths: a host is ejected whose rate is so many standard deviations below the mean.',
    unit: '',
    min: 0,
    max: 100_000,
    integer: true,
    default: 1900,
    source,
  }),
  enforcingFailurePercentage: enforcing('enforcing_failure_percentage', 0),
  enforcingFailurePercentageLocalOrigin: enforcing('enforcing_failure_percentage_local_origin', 0),
  failurePercentageThreshold: number({
    label: 'failure_percentage_threshold',
    help: 'A host is ejected that failed so much within an interval.',
    unit: '%',
    min: 0,
    max: 100,
    integer: true,
    default: 85,
    source,
  }),
  failurePercentageMinimumHosts: hosts('failure_percentage_minimum_hosts'),
  failurePercentageRequestVolume: volume('failure_percentage_request_volume', 50),
  successfulActiveHealthCheckUnejectHost: flag({
    label: 'successful_active_health_check_uneject_host',
    help: 'A passed active health check ends the ejection at once.',
    default: true,
    source,
  }),
};
export type EnvoyOutlierConfig = ConfigOf<typeof fields>;

const defaults = defaultsOf(fields);

export const policy: PolicyDefinition = {
  family: 'ejecting',
  policy: 'envoy-outlier',
  label: 'Envoy outlier detection',
  blurb:
    'Ejects a host for 5 server errors in a row or a success rate far below the others’, for 30 s and more.',
  group: 'Envoy',
  order: 30,
  fields,
  presets: [
    { name: 'envoy', label: 'Envoy', config: defaults },
    {
      name: 'istio',
      label: 'Istio outlierDetection',
      config: { ...defaults, enforcingSuccessRate: 0, enforcingLocalOriginSuccessRate: 0 },
    },
  ],
};
