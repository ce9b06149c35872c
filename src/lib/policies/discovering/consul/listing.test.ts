import { expect, test } from 'vitest';
import type { Config } from '#lib/base/schema.ts';
import type { Action } from '#lib/scenario/document.ts';
import { estate, to2 } from '#lib/world/estate.ts';

const ttl = { is: 'ttl', ttlSeconds: 30, heartbeatSeconds: 10 };
const restarted = [to2(29, 'kill-instance'), to2(30, 'restart-instance')];

/** The second instance as its registry lists it at a time. */
function listed2(settings: Config, script: readonly Action[], seconds: number) {
  const watched = estate({ is: 'consul', ...settings }, script).run(seconds);
  return watched.sim.instances[1].behaviour.listings!()[1];
}

test.each([
  ['passing from the start on', {}, [], 0.0005, { state: 'passing', listed: true, age: 0, left: null }],
  [
    'not registered yet',
    {},
    [to2(45, 'stop-instance'), to2(60, 'restart-instance')],
    62.0005,
    { state: 'absent', listed: false, age: null, left: null },
  ],
  [
    'critical until its first check',
    {},
    [to2(45, 'stop-instance'), to2(60, 'restart-instance')],
    62.0015,
    { state: 'critical', listed: false, age: null, left: null },
  ],
  [
    'passing, as its agent found',
    {},
    [],
    60,
    { state: 'passing', listed: true, left: null, note: 'its agent asks it' },
  ],
  // It started at 32 s: its updates come at 42.001 s, 52.001 s, …
  [
    'passing until its TTL runs out',
    { check: ttl },
    restarted,
    47.0011,
    { state: 'passing', listed: true, age: 5, left: 25, of: 30 },
  ],
  [
    'critical, and kept for ever',
    { check: ttl },
    [to2(45, 'kill-instance')],
    80,
    { state: 'critical', listed: false, left: null, note: 'deregister_critical_service_after is off' },
  ],
  [
    'critical until the reaper may take it',
    { check: ttl, deregisterCriticalServiceAfterSeconds: 90 },
    [...restarted, to2(47, 'kill-instance')],
    82.0011,
    { state: 'critical', listed: false, age: 40, left: 80, of: 90 },
  ],
  [
    'taken out with its machine',
    { check: ttl },
    [to2(45, 'replace-instance')],
    60,
    {
      state: 'failed',
      listed: false,
      left: null,
      note: 'its machine is gone: it is kept for reconnect_timeout, 72 hours',
    },
  ],
  [
    'gone when it said goodbye',
    {},
    [to2(45, 'stop-instance')],
    60,
    { state: 'absent', listed: false, left: null },
  ],
])('an instance is listed as %s', (_, settings, script, seconds, expected) => {
  expect(listed2(settings, script, seconds)).toMatchObject(expected);
});
