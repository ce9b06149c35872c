import type { Fact } from '#lib/base/fact.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import { OP, type Behaviour } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Sampler } from '#lib/engine/random/distribution.ts';
import { samplerOf } from '#lib/engine/random/sampler-of.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { LoadOf } from '#lib/kinds/load-fields.ts';
import { waitFor } from './far-wait.ts';
import type { ClientConfig } from './kind.ts';
import { mixOf, type Mix } from './mix.ts';

const JOIN = 0;
const STEP = 1;
const AGAIN = 2;

const BEGAN = 0;
const JOINED = 1;
const WAITING = 2;

/** Without a pause, something that refuses at once would stop the clock: a user asks at most so often. */
const LEAST_MICROS_APART = 1_000;

/**
 * Users who ask, wait for the answer or a failure, think, and ask again: a closed workload, whose rate falls as
 * answers get slower (B. Schroeder, A. Wierman, M. Harchol-Balter, "Open Versus Closed: A Cautionary Tale", NSDI
 * 2006). Users are alike, and one who thinks is no more than a timer: which of them it is need not be known.
 */
export class Users implements Behaviour {
  private readonly host: Host;
  private readonly users: number;
  private readonly gapMicros: number;
  private readonly think: Sampler;
  private readonly thoughts: Stream;
  private readonly choices: Stream;
  private readonly mix: Mix;
  private readonly state: Float64Array;

  constructor(build: InstanceBuild<ClientConfig>, { users, think, rampUpSeconds }: LoadOf<'users'>) {
    this.host = build.host;
    this.users = users;
    this.gapMicros = sToMicros(rampUpSeconds) / users;
    this.think = samplerOf(think);
    this.thoughts = build.stream('thoughts');
    this.choices = build.stream('choices');
    this.mix = mixOf(build);
    this.state = build.f64(3);
    this.host.wakes(this);
  }

  started(): void {
    this.state.fill(0);
    this.state[BEGAN] = this.host.now;
    if (this.mix.ports.length > 0) this.awaitNext();
  }

  timer(tag: number): void {
    if (tag === STEP) {
      this.awaitNext();
      return;
    }
    if (tag === JOIN && ++this.state[JOINED] < this.users) this.awaitNext();
    this.ask();
  }

  /** Nobody calls a client. */
  visit(): void {}

  answered(_visit: Frame, call: Frame): void {
    this.state[WAITING]--;
    const sinceAsked = this.host.now - this.host.frames.born[call >> 1];
    const pause = Math.max(this.think.draw(this.thoughts), LEAST_MICROS_APART - sinceAsked);
    this.host.arriveAfter(pause, AGAIN);
  }

  explain(): readonly Fact[] {
    const joined = this.state[JOINED];
    return [
      { key: 'users', label: 'users', value: joined, of: this.users },
      { key: 'waiting', label: 'waiting for an answer', value: this.state[WAITING], of: this.users },
      { key: 'thinking', label: 'thinking', value: joined - this.state[WAITING], of: this.users },
    ];
  }

  private ask(): void {
    const at = this.mix.pick(this.choices);
    this.state[WAITING]++;
    this.host.call(this.mix.ports[at], NONE, OP.request, this.mix.paths[at]);
  }

  /** The first comes at once, the others at equal gaps. */
  private awaitNext(): void {
    const joins = Math.round(this.state[BEGAN] + this.state[JOINED] * this.gapMicros);
    waitFor(this.host, joins - this.host.now, JOIN, STEP);
  }
}
