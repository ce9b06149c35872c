import type { VariantOption } from '#lib/base/schema.ts';
import { choice, list, variant, type Config, type Variant } from '#lib/base/schema.ts';
import { isPerTry } from './policies.ts';

/** The layers of a chain whose order is a setting. Discovery, balancing and the connection always come last. */
export type LayerName = 'retry' | 'breaker' | 'limiter' | 'bulkhead' | 'timeout';

export const layerLabels: Readonly<Record<LayerName, string>> = {
  retry: 'retry',
  breaker: 'circuit breaker',
  limiter: 'rate limiter',
  bulkhead: 'bulkhead',
  timeout: 'time-out',
};

/** Orders that have a name, outermost first. */
const named: Readonly<Record<string, { label: string; blurb: string; layers: readonly LayerName[] }>> = {
  standard: {
    label: 'each try passes all',
    blurb: 'A try that waits for a permit does not use up its time.',
    layers: ['retry', 'breaker', 'limiter', 'bulkhead', 'timeout'],
  },
  resilience4j: {
    label: 'Resilience4j (Spring aspects)',
    blurb:
      'Retry( CircuitBreaker( RateLimiter( TimeLimiter( Bulkhead( call ))))): the wait for a bulkhead counts as time.',
    layers: ['retry', 'breaker', 'limiter', 'timeout', 'bulkhead'],
  },
  gateway: {
    label: 'gateway (nginx, Envoy)',
    blurb:
      'A request is limited and counted once, then tried; each try asks the breaker, and takes a connection of its own where there is a pool.',
    layers: ['limiter', 'bulkhead', 'retry', 'breaker', 'timeout'],
  },
  'breaker-outside': {
    label: 'breaker around the retries',
    blurb: 'The breaker sees one result a request: fewer failures, later; a refused request is not retried.',
    layers: ['limiter', 'breaker', 'retry', 'bulkhead', 'timeout'],
  },
};

const LAYERS = Object.keys(layerLabels) as LayerName[];

export const orderField = variant({
  label: 'Order of the chain',
  help: 'Which layer is around which, from the call inwards.',
  options: {
    ...Object.fromEntries(
      Object.entries(named).map(([name, { label, blurb }]): [string, VariantOption & { blurb: string }] => [
        name,
        { label, blurb, fields: {} },
      ]),
    ),
    custom: {
      label: 'your own',
      fields: {
        layers: list<{ readonly layer: LayerName }>({
          label: 'Layers',
          help: 'Outermost first; each once, the time-out within the retry.',
          item: {
            layer: choice<LayerName>({
              label: 'Layer',
              options: layerLabels,
              default: 'retry',
              source: 'Halfopen',
            }),
          },
          maxItems: LAYERS.length,
          default: LAYERS.map((layer) => ({ layer })),
          source: 'Halfopen',
        }),
      },
    },
  },
  default: { is: 'standard' },
  source: 'Halfopen',
});

/** What is wrong with an order: a problem's code, with what its words need. */
export interface OrderFault {
  readonly code: 'order-twice' | 'order-missing' | 'order-timeout-outside';
  readonly params: Readonly<Record<string, string>>;
}

/**
 * The layers of an `order` setting among the settings beside it, outermost first; one that makes no sense gives the standard order
 * and the fault. A pool of connections is never around the retry: each try takes one of its own, so it is innermost then.
 */
export function layersOf(
  order: Variant,
  beside: Config = {},
): { layers: readonly LayerName[]; fault: OrderFault | null } {
  const { layers, fault } = chosenLayers(order);
  const retries = ((beside.retry as Variant | undefined)?.is ?? 'none') !== 'none';
  const isOutside = layers.indexOf('bulkhead') < layers.indexOf('retry');
  const moves = retries && isOutside && isPerTry(beside.bulkhead as Variant | undefined);
  return { layers: moves ? innermost('bulkhead', layers) : layers, fault };
}

function innermost(layer: LayerName, layers: readonly LayerName[]): readonly LayerName[] {
  return [...layers.filter((each) => each !== layer), layer];
}

function chosenLayers(order: Variant): { layers: readonly LayerName[]; fault: OrderFault | null } {
  if (order.is !== 'custom') return { layers: named[order.is].layers, fault: null };
  const layers = (order.layers as readonly { layer: LayerName }[]).map(({ layer }) => layer);
  const fault = faultOf(layers);
  return { layers: fault === null ? layers : named.standard.layers, fault };
}

function faultOf(layers: readonly LayerName[]): OrderFault | null {
  const twice = layers.find((layer, at) => layers.indexOf(layer) !== at);
  if (twice !== undefined) return { code: 'order-twice', params: { layer: layerLabels[twice] } };
  const missing = LAYERS.find((layer) => !layers.includes(layer));
  if (missing !== undefined) return { code: 'order-missing', params: { layer: layerLabels[missing] } };
  const outside = layers.indexOf('timeout') < layers.indexOf('retry');
  return outside ? { code: 'order-timeout-outside', params: {} } : null;
}
