import { expect, test } from 'vitest';
import { readScenario } from '#lib/scenario/validate.ts';
import { house } from '#lib/scenario/house.ts';
import { Watched } from '#lib/world/watched.ts';
import raw from './scenario.json';

const { scenario, problems } = readScenario(raw, house);
const KILLED_AT = 60;
const STOPPED_AT = 120;
/** Named before any was run. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

test('an instance that falls silent is dropped within 30 s, not before 20 s; one that says goodbye at once', () => {
  expect(problems).toEqual([]);
  for (const seed of SEEDS) {
    const watched = new Watched({ ...scenario, seed }).run(200);
    const steps = (name: string) => watched.steps('n3/check').filter(({ subject }) => subject === name);
    const gone = steps('Orders-2').find(({ to, at }) => to === 'critical' && at > KILLED_AT)!;
    expect(gone.at - KILLED_AT).toBeGreaterThanOrEqual(19.9);
    expect(gone.at - KILLED_AT).toBeLessThanOrEqual(30.1);
    // Nothing fails before: the run begins with a system that has been up.
    expect(watched.ends.every(({ start, outcome }) => start > KILLED_AT - 0.1 || outcome === 'ok')).toBe(
      true,
    );
    const refused = watched.ends.filter(({ outcome }) => outcome === 'connection-refused');
    const starts = refused.map(({ start }) => start);
    expect(Math.max(...starts.filter((start) => start < STOPPED_AT))).toBeLessThan(gone.at + 0.02);
    // A third of 60 a second.
    const silent = gone.at - KILLED_AT;
    const share = starts.filter((start) => start < STOPPED_AT).length / silent / 60;
    expect(share).toBeGreaterThan(0.28);
    expect(share).toBeLessThan(0.39);
    // Who stops is called for no longer than its goodbye is on the way.
    expect(starts.filter((start) => start > STOPPED_AT + 0.05)).toEqual([]);
    expect(steps('Orders-3').at(-1)?.to).toBe('absent');
    expect(steps('Orders-2').at(-1)?.to).toBe('passing');
  }
});
