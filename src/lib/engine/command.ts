import { REACH } from './levers.ts';
import type { Simulation } from './simulation.ts';

/**
 * An operator tells every caller's breaker along an edge something, in the product's own word. What a breaker does not know,
 * or may not do now, moves nothing; and a process that is down hears nothing.
 */
export function command({ ports, levers }: Simulation, edge: number, word: string): void {
  for (const { wire, host, layers } of ports) {
    if (wire.index !== edge || levers.down[host] !== REACH.serves) continue;
    for (const { gate } of layers) gate?.command?.(word);
  }
}
