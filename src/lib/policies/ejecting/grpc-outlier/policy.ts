import { defaultsOf, flag, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'gRPC A50';
const seconds = (label: string, help: string, standard: number) =>
  number({ label, help, unit: 's', min: 0.001, max: 86_400, default: standard, source });
const percent = (label: string, help: string, standard: number) =>
  number({ label, help, unit: '%', min: 0, max: 100, integer: true, default: standard, source });
const enforcing = percent('enforcement_percentage', 'How often a host that was found out is ejected.', 100);
const hosts = number({
  label: 'minimum_hosts',
  help: 'So many hosts with that volume, or nobody is judged.',
  unit: 'instances',
  min: 0,
  max: 1_000,
  integer: true,
  default: 5,
  source,
});
const volume = (standard: number) =>
  number({
    label: 'request_volume',
    help: 'Of a host within one interval, for it to be judged.',
    unit: 'calls',
    min: 0,
    max: 1_000_000,
    integer: true,
    default: standard,
    source,
  });

const fields = {
  intervalSeconds: seconds('interval', 'Between sweeps.', 10),
  baseEjectionTimeSeconds: seconds(
    'base_ejection_time',
    'An ejection lasts this times how often the host was ejected of late.',
    30,
  ),
  maxEjectionTimeSeconds: seconds('max_ejection_time', 'At most; never below the base time.', 300),
  maxEjectionPercent: percent(
    'max_ejection_percent',
    'No more are ejected once this share is out: one host may always be.',
    10,
  ),
  successRateEjection: flag({ label: 'success_rate_ejection', default: true, source }),
  successRateStdevFactor: number({
    label: 'stdev_factor',
    help: 'Thousandths: a host is ejected whose rate is so many standard deviations below the mean.',
    unit: '',
    min: 0,
    max: 100_000,
    integer: true,
    default: 1900,
    source,
  }),
  successRateEnforcementPercentage: enforcing,
  successRateMinimumHosts: hosts,
  successRateRequestVolume: volume(100),
  failurePercentageEjection: flag({ label: 'failure_percentage_ejection', default: false, source }),
  failurePercentageThreshold: percent(
    'threshold',
    'A host is ejected that failed more within an interval.',
    85,
  ),
  failurePercentageEnforcementPercentage: enforcing,
  failurePercentageMinimumHosts: hosts,
  failurePercentageRequestVolume: volume(50),
};
export type GrpcOutlierConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'ejecting',
  policy: 'grpc-outlier',
  label: 'gRPC outlier detection',
  blurb: 'Judges hosts by their rates at each sweep; may always eject one, and one too many.',
  group: 'gRPC',
  order: 40,
  fields,
  presets: [{ name: 'defaults', label: 'gRPC’s defaults', config: defaultsOf(fields) }],
};
