import { defaultsOf } from '#lib/base/schema.ts';
import { OUT } from '#lib/engine/endpoints.ts';
import { LonePort, type LonePortOptions } from '#lib/engine/lone-port.ts';
import { create } from './behaviour.ts';
import { fields, serverFields, type HaproxyConfig, type HaproxyServer } from './policy.ts';

/** One HAProxy in front of scripted servers, for tests. */
export function loneHaproxy(
  servers: readonly Partial<HaproxyServer>[],
  config: Partial<HaproxyConfig> = {},
  options: Partial<LonePortOptions> = {},
): LonePort {
  const all = servers.map((server) => ({ ...defaultsOf(serverFields), ...server }));
  return new LonePort({
    servers: servers.length,
    balancer: create,
    config: { ...defaultsOf(fields), servers: all, ...config },
    ...options,
  });
}

/** Slots as HAProxy's servers: 's1 s2', and '-' where nobody was left. */
export function names(slots: readonly number[]): string {
  return slots.map((slot) => (slot < 0 ? '-' : `s${slot + 1}`)).join(' ');
}

/** So many requests at once, none of which has ended yet: the first server of each, '-' for those that wait or found nobody. */
export function burst(lone: LonePort, count: number): string {
  return names(Array.from({ length: count }, () => lone.slot()));
}

/** Takes a server out as a health check does. */
export function mark(lone: LonePort, slot: number, isDown: boolean): void {
  lone.endpoints.mark(slot, OUT.unhealthy, isDown);
}
