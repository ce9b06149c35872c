import { choice, flag, number, type ConfigOf, type Unit } from '#lib/base/schema.ts';
import type { Mechanism } from '#lib/policies/definition.ts';

const source = 'Netflix Eureka';

const fields = {
  leaseRenewalIntervalInSeconds: seconds(
    'lease-renewal-interval-in-seconds',
    30,
    'From one heartbeat of an instance, answered, to the next.',
  ),
  leaseExpirationDurationInSeconds: seconds(
    'lease-expiration-duration-in-seconds',
    90,
    'Counted twice after a renewal: a renewed lease ends this long after this long (a bug that was kept on purpose).',
  ),
  registerAtStart: flag({
    label: 'Registers at start',
    help: 'Spring Cloud registers at once. Netflix’s own client waits for its first heartbeat, which finds it unknown.',
    default: false,
    source,
  }),
  evictionIntervalTimerInMs: millis(
    'eviction-interval-timer-in-ms',
    60_000,
    'How often ended leases are looked for. At most 15 % of all leases are evicted in one run.',
  ),
  enableSelfPreservation: flag({
    label: 'enable-self-preservation',
    help: 'Nothing is evicted while no more renewals came in the last whole minute than the threshold.',
    default: true,
    source,
  }),
  renewalPercentThreshold: number({
    label: 'renewal-percent-threshold',
    help: 'Share of the expected renewals below which the server preserves itself.',
    unit: '',
    min: 0,
    max: 1,
    default: 0.85,
    source,
  }),
  expectedClientRenewalIntervalSeconds: seconds(
    'expected-client-renewal-interval-seconds',
    30,
    'What the server believes of its clients’ heartbeats.',
  ),
  counting: choice({
    label: 'Expected clients at first',
    help: 'Exact: as taken over from a peer. Spring Cloud begins to count at 1, so the threshold is that of one instance more.',
    options: { exact: 'exact', spring: 'one too many (Spring Cloud)' },
    default: 'exact',
    source: 'Halfopen',
  }),
  renewalThresholdUpdateIntervalMs: millis(
    'renewal-threshold-update-interval-ms',
    900_000,
    'How often the expected clients are counted anew.',
  ),
  useReadOnlyResponseCache: flag({ label: 'use-read-only-response-cache', default: true, source }),
  responseCacheUpdateIntervalMs: millis(
    'response-cache-update-interval-ms',
    30_000,
    'At whole multiples of it by the wall clock, what fetches are answered with is renewed.',
  ),
  waitTimeInMsWhenSyncEmpty: number({
    label: 'wait-time-in-ms-when-sync-empty',
    help: 'For which a server that started without any leases refuses fetches.',
    unit: 'ms',
    min: 0,
    max: 3_600_000,
    default: 300_000,
    source,
  }),
  registryFetchIntervalSeconds: seconds(
    'registry-fetch-interval-seconds',
    30,
    'From one fetch of a client, answered, to the next.',
  ),
  ribbonServerListRefreshInterval: number({
    label: 'ribbon.ServerListRefreshInterval',
    help: 'How often Ribbon copies the client’s list for its balancer; 0: without Ribbon, the list is used as fetched.',
    unit: 'ms',
    min: 0,
    max: 3_600_000,
    default: 30_000,
    source: 'Netflix Ribbon',
  }),
};
export type EurekaConfig = ConfigOf<typeof fields>;

export const policy: Mechanism = {
  family: 'discovering',
  policy: 'eureka',
  label: 'Eureka + Ribbon',
  blurb:
    'Long leases that count twice, an eviction task, self-preservation, and three caches one behind the other.',
  group: 'Netflix',
  order: 40,
  fields,
  presets: [
    { name: 'netflix', label: 'Netflix defaults', config: {} },
    { name: 'spring', label: 'Spring Cloud', config: { registerAtStart: true, counting: 'spring' } },
    {
      name: 'demo',
      label: 'Fast demo',
      config: {
        leaseRenewalIntervalInSeconds: 2,
        leaseExpirationDurationInSeconds: 6,
        registerAtStart: true,
        evictionIntervalTimerInMs: 4_000,
        enableSelfPreservation: false,
        expectedClientRenewalIntervalSeconds: 2,
        responseCacheUpdateIntervalMs: 2_000,
        registryFetchIntervalSeconds: 2,
        ribbonServerListRefreshInterval: 2_000,
        waitTimeInMsWhenSyncEmpty: 0,
      },
    },
  ],
};

function seconds(label: string, value: number, help: string) {
  return time(label, 's', 0.1, 3_600, value, help);
}

function millis(label: string, value: number, help: string) {
  return time(label, 'ms', 100, 3_600_000, value, help);
}

function time(label: string, unit: Unit, min: number, max: number, value: number, help: string) {
  return number({ label, help, unit, min, max, default: value, source });
}
