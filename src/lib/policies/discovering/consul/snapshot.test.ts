import { expect, test } from 'vitest';
import { at } from '#lib/scenario/sketch.ts';
import { estate, to2 } from '#lib/world/estate.ts';

const script = [
  at(20, 'put-key', 'r', { key: 'limit', value: 3 }),
  to2(40, 'kill-instance'),
  to2(90, 'restart-instance'),
  at(110, 'hang-instance', 's', {}, 0),
  at(120, 'registry-down', 'r'),
  at(130, 'registry-up', 'r'),
  at(140, 'recover-instance', 's', {}, 0),
  at(160, 'replace-instance', 's', {}, 2),
  at(190, 'put-key', 'r', { key: 'limit', value: 4 }),
];

test.each(
  ['http', 'tcp', 'script', 'ttl'].flatMap((check) =>
    ['blocking', 'dns', 'prepared'].map((query) => [check, query]),
  ),
)(
  'with checks by %s and questions by %s a run goes on from a snapshot as if nothing had been',
  (check, query) => {
    const consul = {
      is: 'consul',
      check: { is: check },
      query: query === 'dns' ? { is: query, serviceTtlSeconds: 3 } : { is: query },
      watchedKey: 'limit',
      deregisterCriticalServiceAfterSeconds: 60,
    };
    const fresh = () => estate(consul, script, 1, { instances: 4, ratePerSecond: 20 }).sim;
    const straight = fresh();
    straight.run(300e6);
    for (const atMicros of [45e6, 125e6, 164e6]) {
      const first = fresh();
      first.run(atMicros);
      const second = fresh();
      second.restore(first.save());
      second.run(300e6);
      expect(second.digest.text()).toBe(straight.digest.text());
      expect(second.instances[1].behaviour.explain!()).toEqual(straight.instances[1].behaviour.explain!());
    }
  },
);
