import { describe, expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import '#lib/policies/all-behaviours.ts';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import type { Action, Scenario } from '#lib/scenario/document.ts';
import { World } from '#lib/world/world.ts';
import { Columns } from './columns.ts';
import type { Look, Seen } from './protocol.ts';
import { Run } from './run.ts';

const incident: readonly Action[] = [
  at(2, 'fail-share', 'n8', { percent: 100 }),
  at(3, 'kill-instance', 'n9', {}, 1),
  at(5, 'fail-share', 'n8', { percent: 0 }),
];
const scenario: Scenario = { ...gallery.get('reference')!.scenario, script: incident };

const look = (playheadMicros: number, rest: Partial<Look> = {}): Look => ({
  type: 'look',
  run: 1,
  playheadMicros,
  headMicros: playheadMicros + 500_000,
  hopsFromMicros: Math.max(0, playheadMicros - 2_000_000),
  focus: null,
  digest: true,
  ...rest,
});

/** The page's record, kept as the protocol asks: what is told twice stays twice. */
class Page {
  ends: string[] = [];
  steps: string[] = [];
  hops: string[] = [];
  rows: string[] = [];

  take(seen: Seen): Seen {
    const { truncateMicros: cut, hops, ends, samples } = seen;
    if (cut !== null) {
      const before = (entry: string) => Number(entry.split(' ')[0]) < cut;
      this.ends = this.ends.filter(before);
      this.steps = this.steps.filter(before);
      this.hops = this.hops.filter(before);
      this.rows.length = Math.min(this.rows.length, Math.floor(cut / 100_000) + 1);
    }
    if (seen.hopsFromMicros !== null) this.hops = [];
    for (let i = 0; i < ends.count; i++) {
      this.ends.push(`${ends.at[i]} ${ends.start[i]} ${ends.outcome[i]} ${ends.root[i]}`);
    }
    for (let i = 0; i < hops.count; i++) {
      this.hops.push(`${hops.start[i]} ${hops.end[i]} ${hops.edge[i]} ${hops.shape[i]} ${hops.root[i]}`);
    }
    this.steps.push(...seen.transitions.map((each) => `${each.atMicros} ${JSON.stringify(each)}`));
    expect(samples.firstRow).toBeLessThanOrEqual(this.rows.length);
    for (let row = 0; row < samples.rows; row++) {
      const values = samples.values.subarray(row * samples.width, (row + 1) * samples.width);
      this.rows[samples.firstRow + row] = values.join(' ');
    }
    return seen;
  }
}

/** What a page knows that saw nothing but the run itself, up to a time. */
function straight(scenario: Scenario, micros: number): { page: Page; digest: string } {
  const columns = new Columns();
  const { sim } = new World(scenario, columns);
  sim.run(micros);
  const { hops, ends, transitions } = columns.take();
  const page = new Page();
  const samples = { firstRow: 0, rows: 0, width: 0, values: new Float64Array() };
  const told = { headMicros: micros, truncateMicros: null, hopsFromMicros: null, view: null };
  page.take({ type: 'seen', run: 1, ...told, hops, ends, transitions, samples });
  return { page, digest: sim.digest.text() };
}

/** A clock that stands still: every look has all the time it wants. */
const still = () => 0;

describe('a run that is looked at', () => {
  test('is at every playhead, forwards and backwards, the world that ran straight there', () => {
    const run = new Run(scenario, still);
    for (const seconds of [0, 0.0005, 1, 4.2, 2.5, 2.5, 7, 3.000001, 0, 6.9]) {
      const micros = Math.round(seconds * 1e6);
      const { sim } = new World(scenario);
      sim.run(micros);
      expect(run.look(look(micros), 1).view?.digest, `${seconds} s`).toBe(sim.digest.text());
    }
  });

  test('tells everything once, however the playhead went', () => {
    const run = new Run(scenario, still);
    const page = new Page();
    for (const seconds of [0, 0.3, 4, 1, 4.01, 0.5, 7.5]) page.take(run.look(look(seconds * 1e6), 1));
    const whole = straight(scenario, 8e6).page;
    expect(page.ends).toEqual(whole.ends);
    expect(page.steps).toEqual(whole.steps);
    expect(page.rows).toHaveLength(81);
  });

  test('tells every hop from where the page wants them', () => {
    const run = new Run(scenario, still);
    const page = new Page();
    const from = { hopsFromMicros: 0 };
    for (let micros = 0; micros <= 3e6; micros += 16_667) page.take(run.look(look(micros, from), 1));
    const head = Math.max(...page.hops.map((hop) => Number(hop.split(' ')[0])));
    const whole = straight(scenario, head + 1).page;
    expect(page.hops).toEqual(whole.hops);
  });

  test('that leapt ahead tells all hops again when the page goes back', () => {
    const run = new Run(scenario, still);
    const page = new Page();
    page.take(run.look(look(0), 1));
    page.take(run.look(look(7e6), 1));
    const seen = page.take(run.look(look(1e6, { headMicros: 7.5e6, hopsFromMicros: 0 }), 1));
    expect(seen.hopsFromMicros).toBe(0);
    expect(page.hops).toEqual(straight(scenario, 7.5e6).page.hops);
  });

  test('whose time ran out says how far it came, and goes on from there', () => {
    let reads = 0;
    const run = new Run(scenario, () => reads++);
    const page = new Page();
    const heads = [0];
    while (heads[heads.length - 1] < 6.5e6) heads.push(page.take(run.look(look(6e6), 0)).headMicros);
    expect(heads.length).toBeGreaterThan(30);
    expect(heads).toEqual([...heads].sort((a, b) => a - b));
    expect(page.ends).toEqual(straight(scenario, 6.5e6).page.ends);
    expect(run.look(look(6e6), Infinity).view?.digest).toBe(straight(scenario, 6e6).digest);
  });

  test('that stopped in the middle of a microsecond does not pass that off as its beginning', () => {
    // Sixty clients that all ask at one microsecond: the events of a slice end amid those of the 18th time.
    const names = Array.from({ length: 60 }, (_, i) => `c${i}`);
    const client = ['client', { ratePerSecond: 400, arrivals: 'constant' }] as const;
    const s = ['service', { instances: 1, threads: 1_000, serviceTime: exactly(0) }] as const;
    const none = { latency: exactly(0) };
    const crowd = sketch(
      { ...Object.fromEntries(names.map((name) => [name, client])), s },
      Object.fromEntries(names.map((name) => [`${name}>s`, none])),
    );
    const { sim } = new World(crowd);
    for (let tick = 15; tick <= 20; tick++) {
      let reads = 0;
      const run = new Run(crowd, () => reads++);
      run.look(look(100_000), 0);
      sim.run(tick * 2_500);
      const digest = run.look(look(tick * 2_500), Infinity).view?.digest;
      expect(digest, `tick ${tick}`).toBe(sim.digest.text());
    }
  });
});

describe('a run whose script is changed', () => {
  const other: readonly Action[] = [incident[0], at(4, 'add-latency', 'n10', { extraMs: 80 })];
  const earlier: readonly Action[] = [at(1, 'fail-share', 'n7', { percent: 50 }), ...incident];
  const atOnce: readonly Action[] = [at(0, 'fail-share', 'n6'), ...incident];

  test.each([
    { name: 'later than all that was done', script: other, from: 3e6 },
    { name: 'before the first action', script: earlier, from: 1e6 },
    { name: 'at the very beginning', script: atOnce, from: 0 },
    { name: 'in a future not yet run', script: [...incident, at(9, 'fail-share', 'n7')], from: 9e6 },
  ])('is from there on the run of the new script: $name', ({ script, from }) => {
    const run = new Run(scenario, still);
    const page = new Page();
    const all = { hopsFromMicros: 0 };
    for (const seconds of [0, 3, 6]) page.take(run.look(look(seconds * 1e6, all), 1));
    run.setScript(from, script);
    page.take(run.look(look(2e6, all), 1));
    const seen = page.take(run.look(look(9.5e6, { ...all, headMicros: 10e6 }), 1));
    const whole = straight({ ...scenario, script }, 10e6).page;
    expect(page.ends).toEqual(whole.ends);
    expect(page.steps).toEqual(whole.steps);
    expect(page.hops).toEqual(whole.hops);
    expect(page.rows).toHaveLength(101);
    expect(seen.view?.digest).toBe(straight({ ...scenario, script }, 9.5e6).digest);
    // Going back restores a snapshot that was taken under the old script: no action may be lost by it.
    for (const micros of [4.5e6, 0.5e6, 6.5e6]) {
      const digest = run.look(look(micros, all), 1).view?.digest;
      expect(digest, `back at ${micros}`).toBe(straight({ ...scenario, script }, micros).digest);
    }
  });

  test('forth and back again is the run it was', () => {
    const run = new Run(scenario, still);
    const page = new Page();
    page.take(run.look(look(6e6), 1));
    run.setScript(1e6, earlier);
    page.take(run.look(look(6e6), 1));
    run.setScript(1e6, incident);
    const seen = page.take(run.look(look(6e6), 1));
    expect(seen.view?.digest).toBe(straight(scenario, 6e6).digest);
    expect(page.ends).toEqual(straight(scenario, 6.5e6).page.ends);
  });

  test('by a bad action refuses it, and goes on as before', () => {
    const run = new Run(scenario, still);
    run.look(look(3e6), 1);
    expect(() => run.setScript(1e6, [at(1, 'no-such-fault', 'n8')])).toThrow();
    expect(run.look(look(4e6), 1).view?.digest).toBe(straight(scenario, 4e6).digest);
  });
});

test('a run that meets a limit of the engine stays stopped until its script changes, and is then whole', () => {
  // Every request lasts ten minutes, sixty thousand a second: the queue of events is full after some four seconds.
  const c = ['client', { ratePerSecond: 60_000, arrivals: 'constant' }] as const;
  const s = ['service', { instances: 32, threads: 10_000, serviceTime: exactly(1) }] as const;
  const flood = at(0.1, 'add-latency', 's', { extraMs: 600_000 });
  const calm = at(0.1, 'add-latency', 's', { extraMs: 3 });
  const scenario = sketch({ c, s }, { 'c>s': { timeoutMs: 600_000 } }, [flood]);
  const run = new Run(scenario, still);
  const page = new Page();
  const upTo = (playheadMicros: number, headMicros: number) => {
    return page.take(run.look(look(playheadMicros, { headMicros, hopsFromMicros: 0 }), 1));
  };
  upTo(50_000, 90_000);
  expect(() => upTo(60e6, 60e6)).toThrow(/engine limit/);
  expect(() => upTo(50_000, 90_000)).toThrow(/engine limit/);
  run.setScript(100_000, [calm]);
  const seen = upTo(150_000, 200_000);
  const whole = straight({ ...scenario, script: [calm] }, 200_000).page;
  expect(page.ends).toEqual(whole.ends);
  expect(page.hops).toEqual(whole.hops);
  expect(page.rows).toHaveLength(3);
  expect(seen.view?.digest).toBe(straight({ ...scenario, script: [calm] }, 150_000).digest);
});
