import { defaultsOf } from '#lib/base/schema.ts';
import { LonePort, type LonePortOptions } from '#lib/engine/lone-port.ts';
import { create } from './behaviour.ts';
import { fields, serverFields, type NginxConfig, type NginxServer } from './policy.ts';

/** One nginx in front of scripted servers, for tests. */
export function loneNginx(
  servers: readonly Partial<NginxServer>[],
  config: Partial<NginxConfig> = {},
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

/** Slots as letters: 'a b', and '-' where nobody was left. */
export function letters(slots: readonly number[]): string {
  return slots.map((slot) => (slot < 0 ? '-' : String.fromCharCode(97 + slot))).join(' ');
}

/** Makes a request, lets it end, and tells whom it was sent to, in order. */
export function chain(lone: LonePort, path = 0, micros = 1): string {
  const request = lone.request(path);
  lone.wait(micros);
  return letters(lone.requests[request].tries.map(({ slot }) => slot));
}
