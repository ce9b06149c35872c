import { expect, test } from 'vitest';
import { at } from '#lib/scenario/sketch.ts';
import { estate, SEEDS } from '#lib/world/estate.ts';

const consul = { is: 'consul', watchedKey: 'limit' };
const put = (seconds: number, value: number, key = 'limit') => at(seconds, 'put-key', 'r', { key, value });
/** When each instance heard of which value. */
const heard = (watched: ReturnType<typeof estate>) =>
  watched.steps('s>r/config').map((step) => [step.subject, step.at, step.why]);

test('a value that is put reaches every instance that watches the key one way later, again and again', () => {
  for (const seed of SEEDS) {
    const watched = estate(consul, [put(60, 5), put(200, 7), put(1_000, 9)], seed, { ratePerSecond: 1 });
    watched.run(1_100);
    const told = [
      [60.001, 'its value is 5 now'],
      [200.001, 'its value is 7 now'],
      [1_000.001, 'its value is 9 now'],
    ];
    expect(heard(watched)).toEqual(
      told.flatMap((each) => ['s-1', 's-2', 's-3'].map((name) => [name, ...each])),
    );
  }
});

test('values that are put in one round trip may be missed, but never the last', () => {
  const watched = estate(consul, [put(60, 1), put(60.001, 2), put(60.0015, 3)]).run(61);
  const values = heard(watched).flatMap(([name, , why]) => (name === 's-1' ? [why] : []));
  // The second question is under way until 60.002 s: it finds 3.
  expect(values).toEqual(['its value is 1 now', 'its value is 3 now']);
});

test('a key that nobody watches is kept, and told to nobody', () => {
  const watched = estate(consul, [put(60, 1, 'other')]).run(61);
  expect(heard(watched)).toEqual([]);
  const facts = watched.sim.instances[1].behaviour.explain!();
  expect(facts.find(({ label }) => label === 'other')?.value).toBe(1);
  expect(facts.find(({ key }) => key === 'key-watches')?.value).toBe(3);
});

test('an instance that starts later asks, and one whose registry was down asks again after 5 s', () => {
  const script = [
    put(60, 5),
    at(70, 'kill-instance', 's', {}, 1),
    at(80, 'restart-instance', 's', {}, 1),
    at(100, 'registry-down', 'r'),
    put(101, 6),
    at(102, 'registry-up', 'r'),
    put(103, 7),
  ];
  const watched = estate(consul, script, 1, { instances: 2 }).run(120);
  expect(heard(watched)).toEqual([
    ['s-1', 60.001, 'its value is 5 now'],
    ['s-2', 60.001, 'its value is 5 now'],
    ['s-2', 70, 'the process that knew it is gone'],
    // Up after 2 s, it asks and is answered.
    ['s-2', 82.002, 'its value is 5 now'],
    // The connection broke at 100 s, 1 ms later they knew, and asked again 5 s after that; what was put at 101 s is lost.
    ['s-1', 105.003, 'its value is 7 now'],
    ['s-2', 105.003, 'its value is 7 now'],
  ]);
});
