import type { Problem } from '#lib/base/problem.ts';
import type { Action, Scenario } from '#lib/scenario/document.ts';
import type { Plan } from '#lib/scenario/plan.ts';
import type { FromWorker, Look, Seen, ToWorker } from './protocol.ts';

/** What the handle needs of a `Worker`; tests give a fake. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: { readonly data: FromWorker }) => void) | null;
  onerror: ((fault: { readonly message: string }) => void) | null;
}

/** Wall time for the watch on a silent worker; tests give a fake. */
export interface Timer {
  set(callback: () => void, delayMs: number): number;
  clear(id: number): void;
}

/** What a look asks for; the handle adds the run. */
export type Wish = Omit<Look, 'type' | 'run'>;

export interface RunnerEvents {
  opened(plan: Plan): void;
  refused(problems: readonly Problem[]): void;
  /** `wish` is null for an answer nobody waits for any more (the engine had stopped in between). */
  seen(seen: Seen, wish: Wish | null): void;
  /** The engine stopped, but the worker lives: the record up to here still answers looks. */
  stopped(problem: Problem): void;
  /** The worker is gone ('worker-fault', 'worker-hung'): only `restart` or `open` helps. */
  died(problem: Problem): void;
}

export const HUNG_SECONDS = 10;

/**
 * The page's end of the protocol. At most one look is in flight (the back-pressure), answers of older runs are
 * dropped, and a worker that throws or falls silent is ended and reported. Nothing of the user's work lives
 * in the worker: `restart` starts another one with the same scenario.
 */
export class RunnerHandle {
  #worker: WorkerLike | null = null;
  #run = 0;
  #scenario: Scenario | null = null;
  #opened = false;
  #inFlight: Wish | null = null;
  #watch: number | null = null;
  readonly #start: () => WorkerLike;
  readonly #events: RunnerEvents;
  readonly #timer: Timer;

  constructor(start: () => WorkerLike, events: RunnerEvents, timer: Timer = windowTimer) {
    this.#start = start;
    this.#events = events;
    this.#timer = timer;
  }

  /** True when a look would be sent at once. */
  get ready(): boolean {
    return this.#worker !== null && this.#opened && this.#inFlight === null;
  }

  /** Starts the worker before there is a scenario for it: the two are then loaded side by side. */
  warmUp(): void {
    try {
      this.#worker ??= this.#listen(this.#start());
    } catch {
      // Whoever opens a scenario tries again, and is told.
    }
  }

  /** Opens a scenario as a new run, in the same worker where there is one. */
  open(scenario: Scenario): void {
    this.#scenario = scenario;
    this.#opened = false;
    this.#inFlight = null;
    this.#run++;
    try {
      this.#worker ??= this.#listen(this.#start());
      this.#worker.postMessage({ type: 'open', run: this.#run, scenario });
    } catch (error) {
      this.#die({ code: 'worker-fault', at: '', params: { message: messageOf(error) } });
      return;
    }
    this.#watchOver();
  }

  /** Replaces the script from `fromMicros` on; the next look's answer tells the truncation. */
  setScript(fromMicros: number, script: readonly Action[]): void {
    if (this.#scenario) this.#scenario = { ...this.#scenario, script };
    this.#worker?.postMessage({ type: 'script', run: this.#run, fromMicros, script });
  }

  /** Sends a look, or returns false when one is still in flight or nothing is open. */
  look(wish: Wish): boolean {
    if (!this.ready) return false;
    this.#inFlight = wish;
    this.#worker?.postMessage({ type: 'look', run: this.#run, ...wish });
    this.#watchOver();
    return true;
  }

  /** Ends the worker and opens the same scenario, with its latest script, in another one. */
  restart(): void {
    this.#end();
    if (this.#scenario) this.open(this.#scenario);
  }

  dispose(): void {
    this.#end();
    this.#scenario = null;
  }

  #listen(worker: WorkerLike): WorkerLike {
    worker.onmessage = (event) => this.#receive(event.data);
    worker.onerror = (fault) =>
      this.#die({ code: 'worker-fault', at: '', params: { message: fault.message } });
    return worker;
  }

  #receive(message: FromWorker): void {
    if (message.run !== this.#run) return;
    this.#unwatch();
    const wish = this.#inFlight;
    this.#inFlight = null;
    if (message.type === 'opened') {
      this.#opened = true;
      this.#events.opened(message.plan);
    } else if (message.type === 'refused') this.#events.refused(message.problems);
    else if (message.type === 'seen') this.#events.seen(message, wish);
    else if (message.type === 'stopped') this.#events.stopped(message.problem);
    else this.#die({ code: 'worker-fault', at: '', params: { message: message.message } });
  }

  #die(problem: Problem): void {
    this.#end();
    this.#events.died(problem);
  }

  #end(): void {
    this.#unwatch();
    if (this.#worker) {
      this.#worker.onmessage = null;
      this.#worker.onerror = null;
      this.#worker.terminate();
    }
    this.#worker = null;
    this.#opened = false;
    this.#inFlight = null;
  }

  /** Two waits of half the time: a computer that slept through one of them is not taken for a hung worker. */
  #watchOver(waits = 2): void {
    this.#unwatch();
    this.#watch = this.#timer.set(
      () => {
        if (waits > 1) this.#watchOver(waits - 1);
        else this.#die({ code: 'worker-hung', at: '', params: { seconds: HUNG_SECONDS } });
      },
      (HUNG_SECONDS * 1000) / 2,
    );
  }

  #unwatch(): void {
    if (this.#watch !== null) this.#timer.clear(this.#watch);
    this.#watch = null;
  }
}

const windowTimer: Timer = {
  set: (callback, delayMs) => Number(setTimeout(callback, delayMs)),
  clear: (id) => clearTimeout(id),
};

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
