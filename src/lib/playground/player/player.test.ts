import { describe, expect, test } from 'vitest';
import { emptyScenario, LIMITS, type Action } from '#lib/scenario/document.ts';
import type { HopChunk } from '#lib/runner/protocol.ts';
import { FakeFrames, FakeTimer } from './fixtures/fake-frames.ts';
import { FakeWorker } from './fixtures/fake-worker.ts';
import { Player } from './player.svelte.ts';

const BREAK: Action = { atMicros: 0, fault: 'fail', target: 'n2', config: {} };

class Stage {
  readonly frames = new FakeFrames();
  readonly timer = new FakeTimer();
  readonly workers: FakeWorker[] = [];
  hops: number[] = [];
  readonly player = new Player({
    startWorker: () => {
      this.workers.push(new FakeWorker());
      return this.worker;
    },
    hops: {
      append: (chunk: HopChunk) => this.hops.push(...chunk.start.subarray(0, chunk.count)),
      clear: () => (this.hops = []),
      truncate: (from) => (this.hops = this.hops.filter((start) => start < from)),
    },
    headroomMicros: (speed) => 2_400_000 * speed,
    frames: this.frames,
    timer: this.timer,
  });

  constructor() {
    this.player.pacing = 'speed';
  }

  get worker(): FakeWorker {
    return this.workers[this.workers.length - 1];
  }

  open(at?: { playheadMicros: number; playing: boolean }, script: Action[] = []): this {
    this.player.open({ ...emptyScenario(), script }, at);
    return this.pass(2);
  }

  /** So many frames, each followed by the worker's answers. */
  pass(frames: number, ms = 10): this {
    for (let i = 0; i < frames; i++) {
      this.worker.deliver();
      this.frames.pass(ms);
      this.worker.deliver();
    }
    return this;
  }

  /** Frames until nobody asks for one. */
  settle(): this {
    for (let i = 0; i < 200 && this.frames.awaited; i++) this.pass(1);
    return this;
  }
}

describe('moving', () => {
  test('the playhead moves by wall time times speed', () => {
    const stage = new Stage().open().settle();
    stage.player.speed = 2;
    stage.player.play();
    stage.pass(1); // the first frame only starts the clock
    const from = stage.player.playheadMicros;
    stage.pass(10);
    expect(stage.player.playheadMicros - from).toBeCloseTo(200_000, 3);
  });

  test('a stalled frame counts for 100 ms, a hidden page for none', () => {
    const stage = new Stage().open();
    stage.player.play();
    stage.pass(1);
    const from = stage.player.playheadMicros;
    stage.pass(1, 5_000);
    expect(stage.player.playheadMicros - from).toBeCloseTo(100_000, 3);
    stage.frames.isHidden = true;
    stage.pass(5, 100);
    expect(stage.player.playheadMicros - from).toBeCloseTo(100_000, 3);
  });

  test('the playhead never passes the head, and playing waits for it', () => {
    const stage = new Stage().open();
    stage.worker.budgetMicros = 50_000;
    stage.player.speed = 100;
    stage.player.play();
    const states = new Set<string>();
    for (let i = 0; i < 50; i++) {
      stage.pass(1);
      states.add(stage.player.state);
      expect(stage.player.playheadMicros).toBeLessThanOrEqual(stage.player.record.knownMicros);
      expect(stage.player.playing).toBe(true);
    }
    expect(states).toContain('waiting');
    expect(stage.player.playheadMicros).toBeGreaterThan(1_000_000);
  });

  test('playing ends at the last moment that an action or a link can name', () => {
    const stage = new Stage()
      .open({ playheadMicros: LIMITS.scriptMicros - 500_000, playing: false })
      .settle();
    stage.player.speed = 100;
    stage.player.play();
    stage.pass(20);
    expect(stage.player.playheadMicros).toBe(LIMITS.scriptMicros);
    expect(stage.player.playing).toBe(false);
    stage.player.runUntil('transition');
    stage.pass(20);
    expect(stage.player.nextUnseenMicros()).toBe(LIMITS.scriptMicros);
    expect(stage.player.playing).toBe(false);
    expect(stage.settle().frames.awaited).toBe(false);
  });

  test('playing starts and stops with toggle, also while the run opens', () => {
    const stage = new Stage();
    stage.player.open(emptyScenario());
    stage.player.toggle();
    expect(stage.player.state).toBe('openingToPlay');
    stage.pass(10);
    expect(stage.player.state).toBe('playing');
    stage.player.toggle();
    expect(stage.player.state).toBe('paused');
  });

  test('a page at rest asks for no more frames and no more looks', () => {
    const stage = new Stage().open().settle();
    expect(stage.frames.awaited).toBe(false);
    expect(stage.player.view?.atMicros).toBe(0);
    const looks = stage.worker.looks.length;
    stage.pass(5);
    expect(stage.worker.looks.length).toBe(looks);
  });

  test('frame subscribers get the exact playhead, the copies for text are renewed ten times a second', () => {
    const stage = new Stage().open();
    const drawn: number[] = [];
    stage.player.onFrame((playhead) => drawn.push(playhead));
    stage.player.play();
    stage.pass(2);
    const before = stage.player.tick;
    drawn.length = 0;
    stage.pass(100);
    expect(drawn.length).toBe(100);
    expect(drawn.at(-1)).toBe(stage.player.playheadMicros);
    expect(stage.player.tick - before).toBeGreaterThanOrEqual(9);
    expect(stage.player.tick - before).toBeLessThanOrEqual(11);
  });
});

describe('seeking', () => {
  test('a seek ahead rests in seeking until the head is there', () => {
    const stage = new Stage().open().settle();
    stage.worker.budgetMicros = 2_000_000;
    stage.player.seek(20_000_000);
    expect(stage.player.state).toBe('seeking');
    expect(stage.player.playheadMicros).toBeLessThan(20_000_000);
    stage.settle();
    expect(stage.player.state).toBe('paused');
    expect(stage.player.playheadMicros).toBe(20_000_000);
    expect(stage.player.view?.atMicros).toBe(20_000_000);
  });

  test('a seek back asks for the hops of that time again', () => {
    const stage = new Stage().open({ playheadMicros: 20_000_000, playing: false }).settle();
    expect(Math.min(...stage.hops)).toBeGreaterThan(15_000_000);
    stage.player.seek(5_000_000);
    stage.settle();
    expect(stage.player.playheadMicros).toBe(5_000_000);
    expect(stage.worker.looks.at(-1)?.hopsFromMicros).toBe(2_600_000);
    expect(Math.min(...stage.hops)).toBe(2_600_000);
    expect(stage.player.view?.atMicros).toBe(5_000_000);
    expect(stage.player.record.knownMicros).toBeGreaterThanOrEqual(20_000_000);
    expect(stage.player.reachedMicros).toBe(20_000_000);
  });

  test('a worker that must go back to send hops again does not take the playhead with it', () => {
    const stage = new Stage().open({ playheadMicros: 20_000_000, playing: false }).settle();
    stage.worker.budgetMicros = 100_000;
    stage.player.seek(15_000_000);
    for (let i = 0; i < 80; i++) {
      stage.pass(1);
      expect(stage.player.playheadMicros).toBe(15_000_000);
    }
    stage.settle();
    expect(Math.min(...stage.hops)).toBe(12_600_000);
    expect(Math.max(...stage.hops)).toBeGreaterThan(17_300_000);
    expect(stage.player.record.ends.count).toBe(stage.player.record.ends.before(Infinity));
    expect(new Set(stage.player.record.ends.root.subarray(0, stage.player.record.ends.count)).size).toBe(
      stage.player.record.ends.count,
    );
  });

  test('a step goes just after the next transition, and back', () => {
    const stage = new Stage().open({ playheadMicros: 2_500_000, playing: false }).settle();
    stage.player.stepForward();
    expect(stage.player.playheadMicros).toBe(3_000_001);
    stage.player.stepForward();
    expect(stage.player.playheadMicros).toBe(4_000_001);
    stage.player.stepBack();
    expect(stage.player.playheadMicros).toBe(3_000_001);
    stage.player.stepBack();
    stage.player.stepBack();
    expect(stage.player.playheadMicros).toBe(1_000_001);
    stage.player.stepBack();
    expect(stage.player.playheadMicros).toBe(996_001); // no transition before: the last request's end
  });

  test('running until the next transition pauses just after it', () => {
    const stage = new Stage().open().settle();
    stage.player.runUntil('transition');
    stage.pass(40);
    expect(stage.player.state).toBe('paused');
    expect(stage.player.playheadMicros).toBe(1_000_001);
    stage.player.runUntil('transition');
    stage.pass(40);
    expect(stage.player.playheadMicros).toBe(2_000_001);
  });

  test('reset rests at the start', () => {
    const stage = new Stage().open({ playheadMicros: 3_000_000, playing: true });
    stage.pass(20);
    stage.player.reset();
    stage.settle();
    expect(stage.player.playheadMicros).toBe(0);
    expect(stage.player.state).toBe('paused');
  });
});

describe('the script', () => {
  test('a live action goes to the first whole microsecond not yet shown', () => {
    const stage = new Stage().open().settle();
    expect(stage.player.nextUnseenMicros()).toBe(0);
    stage.player.speed = 0.001;
    stage.player.play();
    stage.pass(7, 3.3);
    const playhead = stage.player.playheadMicros;
    expect(Number.isInteger(playhead)).toBe(false);
    expect(stage.player.nextUnseenMicros()).toBe(Math.ceil(playhead));
  });

  test('after a live action nothing of the old future is shown', () => {
    const stage = new Stage().open({ playheadMicros: 5_000_000, playing: true });
    stage.pass(20);
    const from = stage.player.nextUnseenMicros();
    expect(stage.player.record.knownMicros).toBeGreaterThan(from + 1_000_000);
    stage.player.setScript(from, [{ ...BREAK, atMicros: from }]);
    expect(stage.player.playheadMicros).toBeLessThanOrEqual(from);
    stage.frames.pass();
    stage.frames.pass(); // the worker has not answered yet
    expect(stage.player.playheadMicros).toBeLessThanOrEqual(from);
    stage.pass(100);
    expect(stage.player.playheadMicros).toBeGreaterThan(from + 500_000);
    const counts = stage.player.record.countsAt(stage.player.playheadMicros);
    expect(counts[1]).toBeGreaterThan(40);
    expect(stage.player.record.ends.outcome.subarray(0, 500).includes(1)).toBe(false);
    expect(new Set(stage.hops).size).toBe(stage.hops.length);
  });

  test('an answer to a look before the script was changed does not count as the new truth', () => {
    const stage = new Stage().open({ playheadMicros: 1_000_000, playing: true });
    stage.pass(5);
    while (stage.worker.looks.length < 3) stage.pass(1);
    stage.player.seek(3_300_000);
    stage.frames.pass(); // this look is on its way when the script changes
    stage.player.setScript(3_000_000, [{ ...BREAK, atMicros: 3_000_000 }]);
    stage.worker.deliver();
    expect(stage.player.playheadMicros).toBeLessThanOrEqual(3_000_000);
    stage.pass(10);
    expect(stage.player.playheadMicros).toBeGreaterThan(3_300_000);
    expect(stage.player.record.countsAt(3_300_000)[1]).toBeGreaterThan(20);
  });
});

describe('trouble', () => {
  test('a digest is asked at its own moment and the view stays the one of the playhead', async () => {
    const stage = new Stage().open().settle();
    const digest = stage.player.digestAt(7_000_000);
    stage.settle();
    expect(await digest).toBe('digest-7000000');
    expect(stage.player.view?.atMicros).toBe(0);
    expect(stage.player.playheadMicros).toBe(0);
  });

  test('a digest that cannot come any more is refused', async () => {
    const stage = new Stage().open().settle();
    const digest = stage.player.digestAt(7_000_000);
    stage.player.open(emptyScenario());
    await expect(digest).rejects.toThrow('another run');
  });

  test('a hung worker is a problem, and a restart goes on from the playhead', () => {
    const stage = new Stage().open({ playheadMicros: 4_000_000, playing: true });
    stage.pass(20);
    const playhead = stage.player.playheadMicros;
    stage.worker.silent = true;
    stage.pass(300);
    stage.timer.pass(10_000);
    expect(stage.player.problem?.code).toBe('worker-hung');
    expect(stage.player.state).toBe('failed');
    stage.player.restart();
    stage.pass(1);
    stage.settle();
    expect(stage.workers.length).toBe(2);
    expect(stage.player.problem).toBe(null);
    expect(stage.player.state).toBe('paused');
    expect(stage.player.playheadMicros).toBeGreaterThanOrEqual(playhead);
  });

  test('a stopped engine leaves its past to be looked at, and another script sets it going', () => {
    const stage = new Stage().open().settle();
    const { run } = stage.worker.looks[0];
    stage.worker.say({ type: 'stopped', run, problem: { code: 'queue-full', at: '', params: { limit: 1 } } });
    stage.settle();
    expect(stage.player.problem?.code).toBe('queue-full');
    stage.player.seek(1_000_000);
    stage.settle();
    expect(stage.player.view?.atMicros).toBe(1_000_000);
    stage.player.setScript(1_500_000, []);
    stage.settle();
    expect(stage.player.problem).toBe(null);
    expect(stage.player.state).toBe('paused');
  });
});

test('deliberate pacing shows each followed hop for 0.6 s', () => {
  const stage = new Stage().open().settle();
  stage.player.pacing = 'deliberate';
  stage.player.play();
  stage.pass(1);
  const from = stage.frames.wallMs;
  while (stage.player.playheadMicros < 1_000) stage.pass(1);
  expect(stage.frames.wallMs - from).toBeGreaterThanOrEqual(580);
  expect(stage.frames.wallMs - from).toBeLessThanOrEqual(620);
  expect(stage.player.factor).toBeLessThan(0.01);
});
