import { expect, test } from 'vitest';
import { emptyScenario } from '#lib/scenario/document.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import type { FromWorker, Seen, ToWorker } from './protocol.ts';
import { RunnerHandle, type Timer, type Wish, type WorkerLike } from './handle.ts';

const PLAN: Plan = { nodes: [], hosts: [], edges: [], charts: [] };
const WISH: Wish = { playheadMicros: 0, headMicros: 1, hopsFromMicros: 0, focus: null, digest: false };

class ToyWorker implements WorkerLike {
  onmessage: ((event: { readonly data: FromWorker }) => void) | null = null;
  onerror: ((fault: { readonly message: string }) => void) | null = null;
  readonly received: ToWorker[] = [];
  terminated = false;
  postMessage(message: ToWorker): void {
    this.received.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(data: FromWorker): void {
    this.onmessage?.({ data });
  }
}

function stage() {
  const workers: ToyWorker[] = [];
  const log: string[] = [];
  const waits = new Map<number, () => void>();
  let next = 1;
  const timer: Timer = {
    set: (callback) => {
      waits.set(next, callback);
      return next++;
    },
    clear: (id) => waits.delete(id),
  };
  const start = () => {
    workers.push(new ToyWorker());
    return workers[workers.length - 1];
  };
  const handle = new RunnerHandle(
    start,
    {
      opened: () => log.push('opened'),
      refused: (problems) => log.push(`refused ${problems.length}`),
      seen: (seen, wish) => log.push(`seen ${seen.headMicros}${wish ? '' : ' unasked'}`),
      stopped: (problem) => log.push(`stopped ${problem.code}`),
      died: (problem) => log.push(`died ${problem.code}`),
    },
    timer,
  );
  /** Half of the time that a worker may be silent. */
  const wait = () => {
    for (const [id, callback] of [...waits]) {
      waits.delete(id);
      callback();
    }
  };
  return { handle, workers, log, waits, wait };
}

function seen(run: number, headMicros: number): Seen {
  const none = new Float64Array(0);
  const bytes = new Uint8Array(0);
  return {
    ...{
      type: 'seen',
      run,
      headMicros,
      truncateMicros: null,
      hopsFromMicros: null,
      transitions: [],
      view: null,
    },
    hops: { count: 0, edge: new Uint16Array(0), start: none, end: none, shape: bytes, root: none },
    ends: { count: 0, at: none, start: none, outcome: bytes, root: none },
    samples: { firstRow: 0, rows: 0, width: 0, values: none },
  };
}

test('one look is in flight at a time', () => {
  const { handle, workers, log } = stage();
  handle.open(emptyScenario());
  expect(handle.look(WISH)).toBe(false); // not open yet
  workers[0].say({ type: 'opened', run: 1, plan: PLAN });
  expect(handle.look(WISH)).toBe(true);
  expect(handle.look(WISH)).toBe(false);
  workers[0].say(seen(1, 5));
  expect(handle.look(WISH)).toBe(true);
  expect(log).toEqual(['opened', 'seen 5']);
});

test('answers of an older run are dropped', () => {
  const { handle, workers, log } = stage();
  handle.open(emptyScenario());
  workers[0].say({ type: 'opened', run: 1, plan: PLAN });
  handle.look(WISH);
  handle.open(emptyScenario());
  workers[0].say(seen(1, 5));
  workers[0].say({ type: 'opened', run: 2, plan: PLAN });
  expect(log).toEqual(['opened', 'opened']);
  expect(workers.length).toBe(1);
  expect(handle.ready).toBe(true);
});

test('a worker that throws is ended and reported', () => {
  const { handle, workers, log, waits } = stage();
  handle.open(emptyScenario());
  workers[0].onerror?.({ message: 'boom' });
  expect(log).toEqual(['died worker-fault']);
  expect(workers[0].terminated).toBe(true);
  expect(waits.size).toBe(0);
  expect(handle.look(WISH)).toBe(false);
});

test('a worker that was started ahead is the one that opens the scenario', () => {
  const { handle, workers, log, waits } = stage();
  handle.warmUp();
  expect(waits.size).toBe(0);
  handle.open(emptyScenario());
  workers[0].say({ type: 'opened', run: 1, plan: PLAN });
  expect(log).toEqual(['opened']);
  expect(workers.length).toBe(1);
});

test('a worker that lacks a part is ended, and another one may find it', () => {
  const { handle, workers, log } = stage();
  handle.open(emptyScenario());
  workers[0].say({ type: 'lost', run: 1, message: 'nothing there' });
  expect(log).toEqual(['died worker-fault']);
  expect(workers[0].terminated).toBe(true);
  handle.restart();
  expect(workers[1].received).toEqual([{ type: 'open', run: 2, scenario: emptyScenario() }]);
});

test('a worker that cannot be started is reported, not thrown', () => {
  const log: string[] = [];
  const note = () => log.push('other');
  const events = { opened: note, refused: note, seen: note, stopped: note };
  const start = () => {
    throw new Error('no workers here');
  };
  new RunnerHandle(start, { ...events, died: (problem) => log.push(String(problem.params.message)) }).open(
    emptyScenario(),
  );
  expect(log).toEqual(['no workers here']);
});

test('a silent worker is hung after two waits, not after one', () => {
  const { handle, workers, log, wait } = stage();
  handle.open(emptyScenario());
  workers[0].say({ type: 'opened', run: 1, plan: PLAN });
  handle.look(WISH);
  wait();
  expect(log).toEqual(['opened']);
  wait();
  expect(log).toEqual(['opened', 'died worker-hung']);
  expect(workers[0].terminated).toBe(true);
});

test('a worker with nothing to answer is never taken for hung', () => {
  const { handle, workers, log, waits } = stage();
  handle.open(emptyScenario());
  workers[0].say({ type: 'opened', run: 1, plan: PLAN });
  expect(waits.size).toBe(0);
  expect(log).toEqual(['opened']);
});

test('a restart opens the same scenario with its latest script in another worker', () => {
  const { handle, workers } = stage();
  handle.open({ ...emptyScenario(), name: 'kept' });
  workers[0].say({ type: 'opened', run: 1, plan: PLAN });
  const script = [{ atMicros: 7, fault: 'kill', target: 'n1', config: {} }];
  handle.setScript(7, script);
  handle.restart();
  expect(workers[0].terminated).toBe(true);
  expect(workers[1].received).toMatchObject([{ type: 'open', run: 2, scenario: { name: 'kept', script } }]);
});

test('an answer after the engine stopped is still taken in', () => {
  const { handle, workers, log } = stage();
  handle.open(emptyScenario());
  workers[0].say({ type: 'opened', run: 1, plan: PLAN });
  handle.look(WISH);
  workers[0].say({ type: 'stopped', run: 1, problem: { code: 'queue-full', at: '', params: {} } });
  workers[0].say(seen(1, 9));
  expect(log).toEqual(['opened', 'stopped queue-full', 'seen 9 unasked']);
});
