import type { Fact } from '#lib/base/fact.ts';
import { CANCELLED, OK } from '#lib/base/outcomes.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, REFUSE, type Gate, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { failuresInARow, refusedSoFar } from '#lib/policies/breaking/breaker-facts.ts';
import { Cooldown } from '#lib/policies/breaking/cooldown.ts';
import { LastOutcomes, markOf } from '#lib/policies/breaking/last-outcomes.ts';
import { Steps, type Step } from '#lib/policies/breaking/steps.ts';
import { machine } from './machine.ts';
import type { CourseConfig } from './policy.ts';

/**
 * The course's breaker, exactly (curriculum 2.0). Failures in a row open it; while open it refuses without
 * touching the downstream; the first call at or after the cooldown becomes the one probe, all others are
 * refused; a failed probe opens it for a full new cooldown, enough successes close it. What a call admitted
 * while closed brings home later does not move an open or half-open breaker.
 */
export function create(build: Build<CourseConfig>): Gate {
  return new CourseBreaker(build);
}

const FAILURES = 0;
const SUCCESSES = 1;
const PROBING = 2;
const REFUSED = 3;

const ADMITTED_CLOSED = 0;
const ADMITTED_AS_PROBE = 1;

const STEPS: readonly Step[] = [
  ['threshold reached', '{a} calls in a row failed (threshold {b})'],
  ['cooldown over', 'a call came {a} s after it opened (cooldown {b} s) and goes down as the probe'],
  ['probe failed', 'the probe failed; a full new cooldown of {b} s begins'],
  ['probes succeeded', '{a} of {b} probes succeeded'],
  ['reset', 'the calling process restarted with a fresh breaker'],
];
const THRESHOLD_REACHED = 0;
const COOLDOWN_OVER = 1;
const PROBE_FAILED = 2;
const PROBES_SUCCEEDED = 3;
const RESET = 4;

class CourseBreaker implements Gate {
  private readonly host: Host;
  private readonly config: CourseConfig;
  private readonly steps: Steps;
  private readonly cooldown: Cooldown;
  private readonly counts: Int32Array;
  private readonly last: LastOutcomes;
  private readonly refusal: Verdict;
  private readonly open: number;

  constructor(build: Build<CourseConfig>) {
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
    if (isClosed) {
      this.host.mark(call, ADMITTED_CLOSED);
      return GO;
    }
    if (mode === this.open) {
      if (!this.cooldown.isOver) return this.refuse(call, this.cooldown.leftMs);
      this.counts[SUCCESSES] = 0;
      this.steps.take(COOLDOWN_OVER, this.cooldown.elapsedSeconds, this.config.cooldownSeconds);
    } else if (this.counts[PROBING] !== 0) {
      // Until the probe has ended nobody knows when it makes sense to come back.
      return this.refuse(call, NONE);
    }
    this.counts[PROBING] = 1;
    this.host.mark(call, ADMITTED_AS_PROBE);
    return GO;
  }

  leave(call: Frame): void {
    const status = this.host.frames.status[call];
    this.last.note(markOf(status));
    if (this.host.stamp(call) === ADMITTED_AS_PROBE) this.probeEnded(status);
    else if (this.steps.isClosed) this.closedEnded(status);
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
    if (mode === this.open) facts.push(...this.cooldown.facts('cooldown', 'Cooldown left'));
    else if (!isClosed) {
      facts.push({
        key: 'successes',
        label: 'Probes ok',
        value: this.counts[SUCCESSES],
        of: successThreshold,
      });
      facts.push({ key: 'probing', label: 'Probe in flight', value: this.counts[PROBING], of: 1 });
    }
    facts.push(refusedSoFar(this.counts[REFUSED]));
    return facts;
  }

  /** Says in how many whole ms it makes sense to come back. */
  private refuse(call: Frame, retryMs: number): Verdict {
    this.host.frames.result[call] = retryMs;
    this.counts[REFUSED]++;
    return this.refusal;
  }

  private closedEnded(status: number): void {
    if (status === OK) this.counts[FAILURES] = 0;
    else if (status !== CANCELLED && ++this.counts[FAILURES] >= this.config.failureThreshold) {
      this.cooldown.begin();
      this.steps.take(THRESHOLD_REACHED, this.counts[FAILURES], this.config.failureThreshold);
    }
  }

  private probeEnded(status: number): void {
    this.counts[PROBING] = 0;
    if (status === OK) {
      if (++this.counts[SUCCESSES] < this.config.successThreshold) return;
      this.steps.take(PROBES_SUCCEEDED, this.counts[SUCCESSES], this.config.successThreshold);
      this.counts[FAILURES] = this.counts[SUCCESSES] = 0;
    } else if (status !== CANCELLED) {
      this.cooldown.begin();
      this.steps.take(PROBE_FAILED, 0, this.config.cooldownSeconds);
    }
  }
}
