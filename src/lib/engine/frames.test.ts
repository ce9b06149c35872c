import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frames, NONE, STAGE } from './frames.ts';
import { EngineLimit } from './limit.ts';

function table(limit?: number): Frames {
  return new Frames(2, limit);
}

function column(frames: Frames, name: string): Int32Array | Float64Array {
  return frames[name as 'gen'];
}

/** Takes (true) and frees (false, the live frame at that place) in any order, against a plain list. */
const steps = fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 600, size: 'max' });

function play(frames: Frames, live: number[], moves: readonly (readonly [boolean, number])[]): void {
  for (const [takes, at] of moves) {
    if (takes || live.length === 0) {
      const f = frames.take();
      expect(live).not.toContain(f);
      frames.stage[f] = STAGE.open;
      frames.ordinal[f] = frames.gen[f] * 1_000 + f;
      live.push(f);
    } else {
      const [f] = live.splice(at % live.length, 1);
      const gen = frames.gen[f];
      frames.free(f);
      expect(frames.gen[f]).toBe(gen + 1);
    }
  }
}

describe('frames', () => {
  it('never hand out a frame that is in use, and a freed one gets a new generation', () => {
    fc.assert(
      fc.property(steps, (moves) => {
        const frames = table();
        const live: number[] = [];
        play(frames, live, moves);
        for (const f of live) expect(frames.ordinal[f]).toBe(frames.gen[f] * 1_000 + f);
        expect([...frames.inUse()]).toEqual([...live].sort((a, b) => a - b));
      }),
    );
  });

  it('go on after a load exactly as after the save, whatever happened in between', () => {
    fc.assert(
      fc.property(steps, steps, steps, (before, undone, after) => {
        const frames = table();
        const live: number[] = [];
        play(frames, live, before);
        const saved = frames.save();
        const twin = table();
        twin.load(saved);
        const twinLive = [...live];

        play(frames, [...live], undone);
        frames.load(saved);
        play(frames, live, after);
        play(twin, twinLive, after);
        expect(live).toEqual(twinLive);
        expect(frames.save()).toEqual(twin.save());
      }),
    );
  });

  it('keep every column apart from the others, and when the table grows', () => {
    const frames = table();
    const ints = Object.keys(frames).filter(
      (name) => column(frames, name) instanceof Int32Array && !['cells', 'stamps'].includes(name),
    );
    const doubles = Object.keys(frames).filter((name) => column(frames, name) instanceof Float64Array);
    expect([ints.length, doubles.length]).toEqual([28, 4]);
    const taken = Array.from({ length: 256 }, () => frames.take());
    for (const f of taken) {
      ints.forEach((name, at) => (column(frames, name)[f] = f * 100 + at));
      doubles.forEach((name, at) => (column(frames, name)[f >> 1] = f + at / 8));
      frames.stamps[f + 1] = f + 7;
    }
    frames.take();
    for (const f of taken) {
      expect(ints.map((name) => column(frames, name)[f])).toEqual(ints.map((_, at) => f * 100 + at));
      expect(doubles.map((name) => column(frames, name)[f >> 1])).toEqual(doubles.map((_, at) => f + at / 8));
      expect(frames.stamps[f + 1]).toBe(f + 7);
    }
  });

  it('are fresh without a timer or a time-out, also where one was used in a future that is undone', () => {
    const frames = table();
    const saved = frames.save();
    const undone = frames.take();
    frames.timer[undone] = frames.deadlineTimer[undone] = frames.lane[undone] = frames.gen[undone] = 7;
    frames.load(saved);
    const f = frames.take();
    expect(f).toBe(undone);
    expect([frames.timer[f], frames.deadlineTimer[f], frames.lane[f], frames.gen[f]]).toEqual([
      NONE,
      NONE,
      NONE,
      0,
    ]);
  });

  it('stop the run by name when the table is full', () => {
    const frames = table(256);
    for (let i = 0; i < 256; i++) frames.take();
    expect(() => frames.take()).toThrow(EngineLimit);
    expect(() => frames.take()).toThrow('frames-full');
  });

  it('are full at the same frame in a restored table as in its twin that grew step by step', () => {
    const [frames, restored] = [table(1_000), table(1_000)];
    for (let i = 0; i < 600; i++) frames.take();
    restored.load(frames.save());
    for (const each of [frames, restored]) {
      for (let i = 600; i < 1_000; i++) each.take();
      expect(() => each.take()).toThrow('frames-full');
    }
  });
});
