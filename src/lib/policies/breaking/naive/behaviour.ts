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
import type { NaiveConfig } from './policy.ts';

/**
 * A breaker as a common short listing has it (curriculum 2.9). It keeps a mode and the time of the latest failure and
 * nothing of the calls. The first call after the cooldown makes it half-open, and half-open refuses nobody. Every
 * failure stamps its time, even while open, so a late one stretches the cooldown; and every result counts in the mode
 * that it finds, whichever mode its call was admitted in.
 */
export function create(build: Build<NaiveConfig>): Gate {
  return new NaiveBreaker(build);
}

const FAILURES = 0;
const SUCCESSES = 1;
const LET_DOWN = 2;
const REFUSED = 3;

const STEPS: readonly Step[] = [
  ['threshold reached', '{a} calls in a row failed (threshold {b})'],
  [
    'cooldown over',
    'a call came {a} s after the latest failure (cooldown {b} s); it goes down, and so does every call after it',
  ],
  [
    'call failed',
    'a call failed while half-open, after {a} were let down; a full new cooldown of {b} s begins',
  ],
  ['calls succeeded', '{a} of {b} calls succeeded while half-open'],
  ['reset', 'the calling process restarted with a fresh breaker'],
];
const THRESHOLD_REACHED = 0;
const COOLDOWN_OVER = 1;
const CALL_FAILED = 2;
const CALLS_SUCCEEDED = 3;
const RESET = 4;

class NaiveBreaker implements Gate {
  private readonly host: Host;
  private readonly config: NaiveConfig;
  private readonly steps: Steps;
  /** Since the latest failure. */
  private readonly cooldown: Cooldown;
  private readonly counts: Int32Array;
  private readonly last: LastOutcomes;
  private readonly refusal: Verdict;
  private readonly open: number;

  constructor(build: Build<NaiveConfig>) {
    this.host = build.host;
    this.config = build.config;
    this.steps = new Steps(build, machine, STEPS);
    this.cooldown = new Cooldown(build, build.config.cooldownSeconds);
    this.counts = build.i32(4);
    this.last = new LastOutcomes(build);
    this.refusal = REFUSE + build.reason('breaker open', 'fast-failed');
    this.open = this.steps.state('open');
  }

  enter(call: Frame): Verdict {
    const { mode, isClosed } = this.steps;
    if (isClosed) return GO;
    if (mode === this.open) {
      if (!this.cooldown.isOver) {
        this.host.frames.result[call] = this.cooldown.leftMs;
        this.counts[REFUSED]++;
        return this.refusal;
      }
      this.counts[SUCCESSES] = this.counts[LET_DOWN] = 0;
      this.steps.take(COOLDOWN_OVER, this.cooldown.elapsedSeconds, this.config.cooldownSeconds);
    }
    this.counts[LET_DOWN]++;
    return GO;
  }

  leave(call: Frame): void {
    const status = this.host.frames.status[call];
    this.last.note(markOf(status));
    if (status === OK) this.succeeded();
    else if (status !== CANCELLED) this.failed();
  }

  reset(): void {
    this.counts.fill(0);
    this.last.clear();
    this.cooldown.clear();
    if (!this.steps.isClosed) this.steps.take(RESET);
  }

  explain(): readonly Fact[] {
    const { failureThreshold, successThreshold } = this.config;
    const { mode, isClosed } = this.steps;
    const facts = [failuresInARow(this.counts[FAILURES], failureThreshold, this.last.ring)];
    if (mode === this.open) facts.push(...this.cooldown.facts('wait', 'Wait left'));
    else if (!isClosed) {
      facts.push({
        key: 'successes',
        label: 'Calls ok',
        value: this.counts[SUCCESSES],
        of: successThreshold,
      });
      facts.push({ key: 'letDown', label: 'Let down while half-open', value: this.counts[LET_DOWN] });
    }
    facts.push(refusedSoFar(this.counts[REFUSED]));
    return facts;
  }

  private succeeded(): void {
    const { mode, isClosed } = this.steps;
    if (isClosed) this.counts[FAILURES] = 0;
    else if (mode !== this.open && ++this.counts[SUCCESSES] >= this.config.successThreshold) {
      this.steps.take(CALLS_SUCCEEDED, this.counts[SUCCESSES], this.config.successThreshold);
      this.counts[FAILURES] = this.counts[SUCCESSES] = 0;
    }
  }

  private failed(): void {
    const { mode, isClosed } = this.steps;
    this.cooldown.begin();
    if (mode === this.open) return;
    if (!isClosed) this.steps.take(CALL_FAILED, this.counts[LET_DOWN], this.config.cooldownSeconds);
    else if (++this.counts[FAILURES] >= this.config.failureThreshold) {
      this.steps.take(THRESHOLD_REACHED, this.counts[FAILURES], this.config.failureThreshold);
    }
  }
}
