import type { Fact } from '#lib/base/fact.ts';
import { CONNECTION_REFUSED, OK, RESET, TIMED_OUT } from '#lib/base/outcomes.ts';
import { MICROS_PER_S } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, OP, PARK, REFUSE, type Resolver, type Verdict } from '#lib/engine/contract.ts';

import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import type { Roster } from '#lib/engine/rosters.ts';
import type { LookupConfig } from '#lib/policies/lookup-fields.ts';
import { ANSWER } from './answer-cache.ts';
import { rosterIn, ttlMicrosIn } from './answers.ts';
import { keepingOf, type Keeping } from './keeping.ts';
import type { DnsConfig } from './policy.ts';

const SAID = 0;
const ROSTER = 1;
const IN_FLIGHT = 2;

/**
 * What one caller knows of a name. A call waits while it is asked for; what was said is then kept, or not, by the rules of the
 * caller's runtime. Connections that are open already ask nobody: that is the balancer's to say, who keeps them.
 */
export class DnsCopy implements Resolver {
  /** A call to one of the addresses ended. Absent where nobody minds. */
  readonly ended?: (call: Frame) => void;
  private readonly host: Host;
  private readonly keeping: Keeping;
  private readonly onlyFirst: boolean;
  private readonly state: Int32Array;
  private readonly until: Float64Array;
  private readonly heardAt: Float64Array;
  private readonly absent: Verdict;
  private readonly failed: Verdict;

  constructor(
    build: Build<DnsConfig>,
    private readonly registry: Port,
    private readonly port: Port,
    { callerCache }: LookupConfig,
  ) {
    const { config } = build;
    this.host = build.host;
    this.keeping = keepingOf(callerCache.is === 'mechanism' ? config.callerCache : callerCache);
    this.onlyFirst = config.addresses === 'first';
    this.state = build.i32(3);
    this.until = build.f64(1);
    this.heardAt = build.f64(1);
    this.absent = REFUSE + build.reason('name does not exist', 'no-instance');
    this.failed = REFUSE + build.reason('lookup failed', 'no-instance');
    const { askAgainMicros } = this.keeping;
    if (askAgainMicros !== null) this.ended = (call) => this.minded(call, askAgainMicros);
    this.reset();
  }

  lookup(): Verdict {
    const { state } = this;
    if (state[SAID] !== ANSWER.unknown && this.host.now < this.until[0]) return this.verdict();
    if (state[IN_FLIGHT] === 0) {
      state[IN_FLIGHT] = 1;
      this.host.control(this.registry, OP.lookup, this.port.index);
    }
    return this.keeping.stale && state[SAID] === ANSWER.exists ? GO : PARK;
  }

  answered(lookup: Frame): void {
    const { status, result } = this.host.frames;
    const { keeping, state } = this;
    state[IN_FLIGHT] = 0;
    const old = state[SAID];
    if (status[lookup] === OK) this.learn(rosterIn(result[lookup]), ttlMicrosIn(result[lookup]));
    else {
      this.until[0] = this.host.now + keeping.failureMicros;
      if (keeping.stale && old === ANSWER.exists) return;
      state[SAID] = ANSWER.failed;
    }
    this.host.resumeParked(this.port, this.verdict());
  }

  noticed(): void {
    // Nobody tells anybody of a change.
  }

  reset(): void {
    this.state[SAID] = ANSWER.unknown;
    this.state[ROSTER] = NONE;
    this.state[IN_FLIGHT] = 0;
  }

  age(): number | null {
    return this.state[ROSTER] === NONE ? null : (this.host.now - this.heardAt[0]) / MICROS_PER_S;
  }

  explain(): readonly Fact[] {
    const age = this.age();
    const left = (this.until[0] - this.host.now) / MICROS_PER_S;
    const kept = left === Infinity ? 'for ever' : left > 0 ? left : 'no more';
    return [
      { key: 'listed', label: 'Addresses in its copy', value: age === null ? 0 : this.port.endpoints.count },
      { key: 'age', label: 'Age of the copy', value: age ?? 'no copy yet', unit: 's' },
      { key: 'kept', label: 'Kept for another', value: age === null ? 'no copy yet' : kept, unit: 's' },
    ];
  }

  private verdict(): Verdict {
    const said = this.state[SAID];
    return said === ANSWER.exists ? GO : said === ANSWER.absent ? this.absent : this.failed;
  }

  private learn(roster: number, ttlMicros: number): void {
    const { host, state, keeping } = this;
    const records = host.roster(roster);
    state[SAID] = records.length > 0 ? ANSWER.exists : ANSWER.absent;
    const lifetime = records.length > 0 ? keeping.positive(ttlMicros) : keeping.negative(ttlMicros);
    this.until[0] = host.now + lifetime;
    this.heardAt[0] = host.now;
    if (roster === state[ROSTER]) return;
    state[ROSTER] = roster;
    if (this.onlyFirst) this.port.endpoints.set(records.slice(0, 1));
    else if (!this.listsAll(records)) this.port.endpoints.set(records);
  }

  /** To who balances over all of them their order means nothing: turned, they are the same list. */
  private listsAll(records: Roster): boolean {
    const { listed, listedCount } = this.port.endpoints;
    if (records.length !== listedCount) return false;
    for (let i = 0; i < listedCount; i++) if (!records.includes(listed[i])) return false;
    return true;
  }

  /** A connection failed: what is known is of no use any more, if it was asked for long enough ago. */
  private minded(call: Frame, askAgainMicros: number): void {
    const status = this.host.frames.status[call];
    if (status !== CONNECTION_REFUSED && status !== RESET && status !== TIMED_OUT) return;
    const soonest = this.heardAt[0] + askAgainMicros;
    const at = soonest > this.host.now ? soonest : this.host.now;
    if (at < this.until[0]) this.until[0] = at;
  }
}
