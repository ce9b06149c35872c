import { defaultsOf } from '#lib/base/schema.ts';
import { NONE } from '#lib/engine/frames.ts';
import { LonePort, type LonePortOptions } from '#lib/engine/lone-port.ts';
import { create } from './behaviour.ts';
import { fields, type HaproxyCheckConfig } from './policy.ts';

/** One HAProxy check of scripted servers, the first of which in rotation has all the traffic, for tests. */
export function loneCheck(
  servers: number,
  config: Partial<HaproxyCheckConfig> = {},
  options: Partial<LonePortOptions> = {},
): LonePort {
  return new LonePort({
    servers,
    balancer: (_, endpoints) => ({
      pick: () => (endpoints.count === 0 ? NONE : endpoints.hosts[0]),
      reset: () => undefined,
      explain: () => [],
    }),
    config: {},
    checker: create,
    checkerConfig: { ...defaultsOf(fields), ...config },
    ...options,
  });
}

/** Health of each server, as on the page. */
export function health(lone: LonePort): { value: number; note?: string }[] {
  const { bars = [] } = lone.checker!.explain().find(({ key }) => key === 'health')!;
  return bars.map(({ value, note = '' }) => ({ value, note }));
}

/** Gives the first server's checks these results, 'p' passed and 'f' failed, and tells its health and mode after the last. */
export function after(lone: LonePort, results: string): string {
  for (const result of results) lone.checker!.result(0, result === 'p' ? PASSED : FAILED);
  const [{ value, note }] = health(lone);
  return `${value} ${note}`;
}

const PASSED = 0;
const FAILED = 1;
