import type { AnyField, Config, Fields, Variant } from '#lib/base/schema.ts';
import { layersOf } from '#lib/policies/orders.ts';
import { short } from '#lib/ui/numbers.ts';

/** A layer that a call passes on its way out. */
export interface ChainStep {
  /** Its setting. */
  readonly key: string;
  readonly label: string;
  /** False: the call passes it as if it were not there. */
  readonly on: boolean;
  /** What it is: 'Resilience4j', '30 s'. */
  readonly note: string;
}

/** The layers that an edge of these fields can have, in the order in which a call passes them. */
export function chainSteps(fields: Fields, config: Config): readonly ChainStep[] {
  return orderOf(fields, config).flatMap((key) => {
    if (!Object.hasOwn(fields, key)) return [];
    return [{ key, label: labels[key] ?? fields[key].label, ...stateOf(fields[key], config[key]) }];
  });
}

/** "a call passes Breaker (Resilience4j), then Time-out (30 s)" */
export function spokenChain(steps: readonly ChainStep[]): string {
  const passed = steps.filter(({ on }) => on).map(({ label, note }) => (note ? `${label} (${note})` : label));
  return passed.length === 0 ? 'a call goes straight out' : `a call passes ${passed.join(', then ')}`;
}

/** Settings from the caller to the wire. */
function orderOf(fields: Fields, config: Config): readonly string[] {
  const order = Object.hasOwn(fields, 'order') ? (config.order as Variant) : { is: 'standard' };
  const layers = layersOf(order, config).layers.map((layer) => (layer === 'timeout' ? 'timeoutMs' : layer));
  return ['overallTimeoutMs', ...layers, 'health', 'ejection', 'balancer'];
}

/** Short enough for a chip. */
const labels: Readonly<Record<string, string>> = {
  overallTimeoutMs: 'Overall time-out',
  retry: 'Retry',
  breaker: 'Breaker',
  limiter: 'Limiter',
  bulkhead: 'Bulkhead',
  timeoutMs: 'Time-out',
  health: 'Health check',
  ejection: 'Ejection',
  balancer: 'Discovery, balancing',
};

function stateOf(field: AnyField, value: unknown): { on: boolean; note: string } {
  if (field.is === 'variant') {
    const { is } = value as Variant;
    return { on: is !== 'none', note: is === 'none' ? '' : field.options[is].label };
  }
  if (field.is === 'number') {
    const amount = Number(value);
    const seconds = field.unit === 'ms' && amount >= 1_000;
    const note = seconds ? `${short(amount / 1_000)} s` : [short(amount), field.unit].join(' ').trim();
    return { on: amount > 0, note: amount > 0 ? note : '' };
  }
  return { on: value === true, note: '' };
}
