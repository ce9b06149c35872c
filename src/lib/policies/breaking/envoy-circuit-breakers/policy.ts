import { choice, number, type ConfigOf } from '#lib/base/schema.ts';
import type { PolicyDefinition } from '#lib/policies/definition.ts';

const source = 'Envoy';
/** The largest uint32: as good as no limit. */
const UNLIMITED = 4_294_967_295;

const gauge = (label: string, help: string, most: number) =>
  number({ label, help, unit: 'calls', min: 0, max: UNLIMITED, integer: true, default: most, source });

const fields = {
  protocol: choice({
    label: 'Protocol',
    help: 'Over HTTP/1.1 a connection carries one call at a time, and calls wait for one; over HTTP/2 one connection carries all.',
    options: { 'HTTP/1.1': 'HTTP/1.1', 'HTTP/2': 'HTTP/2' },
    default: 'HTTP/1.1',
    source,
  }),
  max_connections: gauge('max_connections', 'Connections at once; of HTTP/1.1 only.', 1_024),
  max_pending_requests: gauge(
    'max_pending_requests',
    'Calls that wait for a connection; one more fails at once. 0: no connection is ever made, and every call fails.',
    1_024,
  ),
  max_requests: gauge('max_requests', 'Calls under way at once; one more fails at once.', 1_024),
  max_retries: gauge(
    'max_retries',
    'Retries under way at once, of all calls; one more fails at once. An Envoy retry budget on the same connection replaces it.',
    3,
  ),
};
export type EnvoyCircuitBreakersConfig = ConfigOf<typeof fields>;

export const policy: PolicyDefinition = {
  family: 'breaking',
  policy: 'envoy-circuit-breakers',
  label: 'Envoy circuit breakers',
  blurb: 'Gauges, no states: what is over a limit fails at once, and the next may pass.',
  order: 90,
  group: 'Envoy',
  fields,
  presets: [
    {
      name: 'envoy',
      label: 'Envoy’s defaults',
      config: {
        protocol: 'HTTP/1.1',
        max_connections: 1_024,
        max_pending_requests: 1_024,
        max_requests: 1_024,
        max_retries: 3,
      },
    },
    {
      name: 'istio',
      label: 'Istio’s defaults: no limits',
      config: {
        protocol: 'HTTP/1.1',
        max_connections: UNLIMITED,
        max_pending_requests: UNLIMITED,
        max_requests: UNLIMITED,
        max_retries: UNLIMITED,
      },
    },
    {
      name: 'istio-task',
      label: 'Istio’s circuit breaking task: one connection, one waits',
      config: {
        protocol: 'HTTP/1.1',
        max_connections: 1,
        max_pending_requests: 1,
        max_requests: UNLIMITED,
        max_retries: UNLIMITED,
      },
    },
  ],
};
