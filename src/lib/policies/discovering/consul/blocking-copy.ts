import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, msToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, OP, PARK, REFUSE, type Resolver, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import { sameRoster } from '#lib/engine/rosters.ts';
import type { LookupConfig } from '#lib/policies/lookup-fields.ts';
import { givenUpAfterMicros, MAX_QUERY_TIME, retryMicros } from './held.ts';
import type { BlockingConfig } from './policy.ts';

const ROSTER = 0;
const OPEN = 1;
const FAILURES = 2;

/**
 * A caller's copy that is kept by blocking queries (api/watch/plan.go): the answer comes when something changed, and the next
 * question, with the index that came, is sent at once. After an error it waits 5 s times the square of the errors in a row, 180 s at
 * most, and goes on with the copy it has. The question's time-out is its wait and what the registry adds, and the edge's own.
 */
export class BlockingCopy implements Resolver {
  private readonly host: Host;
  private readonly lane: number;
  private readonly state: Int32Array;
  private readonly askAt: Float64Array;
  private readonly heardAt: Float64Array;
  private readonly failure: Verdict;

  constructor(
    build: Build<BlockingConfig>,
    private readonly registry: Port,
    private readonly port: Port,
    { timeoutMs, datacenter }: LookupConfig,
  ) {
    this.host = build.host;
    // Another datacenter may hold it for as long as any.
    const waitSeconds = datacenter === '' ? build.config.waitSeconds : MAX_QUERY_TIME;
    this.lane = build.sim.lanes.lane(givenUpAfterMicros(waitSeconds, msToMicros(timeoutMs)));
    this.state = build.i32(3);
    this.askAt = build.f64(1);
    this.heardAt = build.f64(1);
    this.failure = REFUSE + build.reason('lookup failed', 'no-instance');
    this.reset();
  }

  lookup(): Verdict {
    if (this.state[OPEN] === 0 && this.host.now >= this.askAt[0]) this.ask();
    if (this.state[ROSTER] !== NONE) return GO;
    return this.state[OPEN] === 1 ? PARK : this.failure;
  }

  answered(query: Frame): void {
    const { status, result } = this.host.frames;
    this.state[OPEN] = 0;
    if (status[query] === OK) {
      this.state[FAILURES] = 0;
      this.learn(result[query]);
      this.ask();
      return;
    }
    const failures = ++this.state[FAILURES];
    this.askAt[0] = this.host.now + retryMicros(failures);
    if (this.state[ROSTER] === NONE) this.host.resumeParked(this.port, this.failure);
  }

  noticed(): void {
    // Nobody is told anything but in answer to a question.
  }

  reset(): void {
    this.state[ROSTER] = NONE;
    this.state[OPEN] = this.state[FAILURES] = 0;
    this.askAt[0] = 0;
  }

  /** While its question is held the copy is as new as the registry's own. */
  age(): number | null {
    if (this.state[ROSTER] === NONE) return null;
    return this.state[OPEN] === 1 && this.state[FAILURES] === 0
      ? 0
      : (this.host.now - this.heardAt[0]) / MICROS_PER_S;
  }

  explain(): readonly Fact[] {
    const age = this.age();
    const { count } = this.port.endpoints;
    return [
      { key: 'listed', label: 'Instances in its copy', value: age === null ? 0 : count },
      { key: 'index', label: 'Index that it has', value: age === null ? 'none yet' : this.state[ROSTER] },
      { key: 'age', label: 'Age of the copy', value: age ?? 'no copy yet', unit: 's' },
    ];
  }

  private ask(): void {
    this.state[OPEN] = 1;
    this.host.poll(this.registry, OP.watch, this.port.index, this.state[ROSTER], this.lane);
  }

  private learn(roster: number): void {
    const known = this.state[ROSTER];
    this.heardAt[0] = this.host.now;
    this.state[ROSTER] = roster;
    const hosts = this.host.roster(roster);
    // The index moved, but perhaps not the list: then nobody who chooses among them need begin anew.
    if (known === NONE || !sameRoster(this.host.roster(known), hosts)) this.port.endpoints.set(hosts);
    if (known === NONE) this.host.resumeParked(this.port, GO);
  }
}
