import type { Fact } from '#lib/base/fact.ts';
import { CANCELLED, OK } from '#lib/base/outcomes.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { failuresInARow, refusedSoFar } from '#lib/policies/breaking/breaker-facts.ts';
import { LastOutcomes, markOf } from '#lib/policies/breaking/last-outcomes.ts';
import { Steps, type Step } from '#lib/policies/breaking/steps.ts';
import { machine } from './machine.ts';
import type { StuckOpenConfig } from './policy.ts';

/**
 * The course's breaker without half-open, the first of its two ways (curriculum 2.6): failures in a row open it, and
 * nothing that calls or time do closes it again. Somebody has to reset it, which here means restarting its process.
 */
export function create(build: Build<StuckOpenConfig>): Gate {
  return new StuckOpenBreaker(build);
}

const FAILURES = 0;
const REFUSED = 1;

const STEPS: readonly Step[] = [
  ['threshold reached', '{a} calls in a row failed (threshold {b}); it stays open until somebody resets it'],
  ['reset', 'the calling process restarted with a fresh breaker'],
];
const THRESHOLD_REACHED = 0;
const RESET = 1;

class StuckOpenBreaker implements Gate {
  private readonly host: Host;
  private readonly failureThreshold: number;
  private readonly steps: Steps;
  private readonly counts: Int32Array;
  private readonly last: LastOutcomes;
  private readonly refusal: Verdict;

  constructor(build: Build<StuckOpenConfig>) {
    this.host = build.host;
    this.failureThreshold = build.config.failureThreshold;
    this.steps = new Steps(build, machine, STEPS);
    this.counts = build.i32(2);
    this.last = new LastOutcomes(build);
    this.refusal = REFUSE + build.reason('breaker open', 'fast-failed');
  }

  enter(): Verdict {
    if (this.steps.isClosed) return GO;
    this.counts[REFUSED]++;
    return this.refusal;
  }

  leave(call: Frame): void {
    const status = this.host.frames.status[call];
    this.last.note(markOf(status));
    if (!this.steps.isClosed || status === CANCELLED) return;
    if (status === OK) this.counts[FAILURES] = 0;
    else if (++this.counts[FAILURES] >= this.failureThreshold) {
      this.steps.take(THRESHOLD_REACHED, this.counts[FAILURES], this.failureThreshold);
    }
  }

  reset(): void {
    this.counts.fill(0);
    this.last.clear();
    if (!this.steps.isClosed) this.steps.take(RESET);
  }

  explain(): readonly Fact[] {
    const [failures, refused] = this.counts;
    return [failuresInARow(failures, this.failureThreshold, this.last.ring), refusedSoFar(refused)];
  }
}
