import type { Fact } from '#lib/base/fact.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';

/** What Envoy's balancers tell of their panic; nothing while there is none. */
export function panicFacts({ panicking }: Endpoints): readonly Fact[] {
  return panicking ? [{ key: 'panic', label: 'Panic', value: 'too few in rotation: all are used' }] : [];
}
