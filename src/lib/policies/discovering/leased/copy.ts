import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, OP, PARK, REFUSE, type Resolver, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';

const ROSTER = 0;
const IN_FLIGHT = 1;

/**
 * A caller's own copy of a callee's instances, fetched from a registry: the first call waits for the first
 * answer, later ones use the copy while it is refreshed behind their backs (stale-while-revalidate), and with a
 * watch the registry tells of changes at once. A registry that is down leaves the last copy in use.
 */
export class RefreshedCopy implements Resolver {
  private readonly host: Host;
  private readonly refreshMicros: number;
  private readonly retryMicros: number;
  private readonly op: number;
  private readonly state: Int32Array;
  private readonly askAt: Float64Array;
  private readonly learnedAt: Float64Array;
  private readonly failure: Verdict;

  constructor(
    build: Build<{ readonly refreshSeconds: number; readonly watch: boolean }>,
    private readonly registry: Port,
    private readonly port: Port,
  ) {
    this.host = build.host;
    this.refreshMicros = sToMicros(build.config.refreshSeconds);
    // A failed refresh is tried again after a second, so that a registry's return is noticed soon.
    this.retryMicros = Math.min(this.refreshMicros, MICROS_PER_S);
    this.op = build.config.watch ? OP.watch : OP.lookup;
    this.state = build.i32(2);
    this.askAt = build.f64(1);
    this.learnedAt = build.f64(1);
    this.failure = REFUSE + build.reason('lookup failed', 'no-instance');
    this.reset();
  }

  lookup(): Verdict {
    if (this.state[IN_FLIGHT] === 0 && this.host.now >= this.askAt[0]) {
      this.state[IN_FLIGHT] = 1;
      this.host.control(this.registry, this.op, this.port.index);
    }
    if (this.state[ROSTER] !== NONE) return GO;
    // Nobody waits for a question that was not asked: after a failed one, until the next, callers are told so.
    return this.state[IN_FLIGHT] === 1 ? PARK : this.failure;
  }

  answered(lookup: Frame): void {
    const frames = this.host.frames;
    this.state[IN_FLIGHT] = 0;
    if (frames.status[lookup] === OK) {
      this.askAt[0] = this.host.now + this.refreshMicros;
      this.learn(frames.result[lookup]);
      return;
    }
    this.askAt[0] = this.host.now + this.retryMicros;
    if (this.state[ROSTER] === NONE) this.host.resumeParked(this.port, this.failure);
  }

  noticed(roster: number): void {
    // A process that asked nothing since its start holds no watch: the notice was meant for the one before it.
    if (this.state[ROSTER] !== NONE || this.state[IN_FLIGHT] === 1) this.learn(roster);
  }

  reset(): void {
    this.state[ROSTER] = NONE;
    this.state[IN_FLIGHT] = 0;
    this.askAt[0] = 0;
  }

  age(): number | null {
    return this.state[ROSTER] === NONE ? null : (this.host.now - this.learnedAt[0]) / MICROS_PER_S;
  }

  explain(): readonly Fact[] {
    const age = this.age();
    return [
      { key: 'listed', label: 'Instances in its copy', value: age === null ? 0 : this.port.endpoints.count },
      { key: 'age', label: 'Age of the copy', value: age ?? 'no copy yet', unit: 's' },
    ];
  }

  /** Rosters are numbered in order of publication: an older one that was overtaken on the way is dropped. */
  private learn(roster: number): void {
    const known = this.state[ROSTER];
    if (roster < known) return;
    this.learnedAt[0] = this.host.now;
    if (roster === known) return;
    this.state[ROSTER] = roster;
    this.port.endpoints.set(this.host.roster(roster));
    if (known === NONE) this.host.resumeParked(this.port, GO);
  }
}
