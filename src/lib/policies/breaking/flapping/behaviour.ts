import type { Fact } from '#lib/base/fact.ts';
import { CANCELLED, OK } from '#lib/base/outcomes.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { failuresInARow, refusedSoFar } from '#lib/policies/breaking/breaker-facts.ts';
import { Cooldown } from '#lib/policies/breaking/cooldown.ts';
import { LastOutcomes, markOf } from '#lib/policies/breaking/last-outcomes.ts';
import { Steps, type Step } from '#lib/policies/breaking/steps.ts';
import { machine } from './machine.ts';
import type { FlappingConfig } from './policy.ts';

/**
 * The course's breaker without half-open, the second of its two ways (curriculum 2.6): the first call at or after the
 * cooldown closes it with its count at 0, so that it takes a whole threshold of failures to open it again. With the
 * callee still ill that is a flood at each close.
 */
export function create(build: Build<FlappingConfig>): Gate {
  return new FlappingBreaker(build);
}

const FAILURES = 0;
const REFUSED = 1;

const STEPS: readonly Step[] = [
  ['threshold reached', '{a} calls in a row failed (threshold {b})'],
  ['cooldown over', 'a call came {a} s after it opened (cooldown {b} s); everybody goes down again'],
  ['reset', 'the calling process restarted with a fresh breaker'],
];
const THRESHOLD_REACHED = 0;
const COOLDOWN_OVER = 1;
const RESET = 2;

class FlappingBreaker implements Gate {
  private readonly host: Host;
  private readonly config: FlappingConfig;
  private readonly steps: Steps;
  private readonly cooldown: Cooldown;
  private readonly counts: Int32Array;
  private readonly last: LastOutcomes;
  private readonly refusal: Verdict;

  constructor(build: Build<FlappingConfig>) {
    this.host = build.host;
    this.config = build.config;
    this.steps = new Steps(build, machine, STEPS);
    this.cooldown = new Cooldown(build, build.config.cooldownSeconds);
    this.counts = build.i32(2);
    this.last = new LastOutcomes(build);
    this.refusal = REFUSE + build.reason('breaker open', 'fast-failed');
  }

  enter(call: Frame): Verdict {
    if (this.steps.isClosed) return GO;
    if (!this.cooldown.isOver) {
      this.host.frames.result[call] = this.cooldown.leftMs;
      this.counts[REFUSED]++;
      return this.refusal;
    }
    this.counts[FAILURES] = 0;
    this.steps.take(COOLDOWN_OVER, this.cooldown.elapsedSeconds, this.config.cooldownSeconds);
    return GO;
  }

  leave(call: Frame): void {
    const status = this.host.frames.status[call];
    this.last.note(markOf(status));
    if (!this.steps.isClosed || status === CANCELLED) return;
    if (status === OK) this.counts[FAILURES] = 0;
    else if (++this.counts[FAILURES] >= this.config.failureThreshold) {
      this.cooldown.begin();
      this.steps.take(THRESHOLD_REACHED, this.counts[FAILURES], this.config.failureThreshold);
    }
  }

  reset(): void {
    this.counts.fill(0);
    this.last.clear();
    this.cooldown.clear();
    if (!this.steps.isClosed) this.steps.take(RESET);
  }

  explain(): readonly Fact[] {
    return [
      failuresInARow(this.counts[FAILURES], this.config.failureThreshold, this.last.ring),
      ...(this.steps.isClosed ? [] : this.cooldown.facts('wait', 'Wait left')),
      refusedSoFar(this.counts[REFUSED]),
    ];
  }
}
