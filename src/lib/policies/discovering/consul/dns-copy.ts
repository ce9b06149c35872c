import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { Build } from '#lib/engine/build.ts';
import { GO, OP, PARK, REFUSE, type Resolver, type Verdict } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { DnsConfig } from './policy.ts';

const ROSTER = 0;
const OPEN = 1;

/**
 * A caller that asks Consul's DNS interface. By default an answer has a TTL of 0 and is of use to the one call that asked; with a
 * service_ttl it serves until that is over, and who comes then waits for the next. An answer over UDP has three addresses at most,
 * which the agent shuffles each time.
 */
export class DnsCopy implements Resolver {
  private readonly host: Host;
  private readonly ttlMicros: number;
  private readonly limit: number;
  private readonly shuffles: Stream;
  private readonly state: Int32Array;
  private readonly learnedAt: Float64Array;
  private readonly failure: Verdict;
  /** Room for the addresses of an answer: no state. */
  private readonly drawn: number[] = [];

  constructor(
    build: Build<DnsConfig>,
    private readonly registry: Port,
    private readonly port: Port,
  ) {
    const { serviceTtlSeconds, udpAnswerLimit } = build.config;
    this.host = build.host;
    this.ttlMicros = sToMicros(serviceTtlSeconds);
    this.limit = udpAnswerLimit;
    this.shuffles = build.stream('dns-answers');
    this.state = build.i32(2);
    this.learnedAt = build.f64(1);
    this.failure = REFUSE + build.reason('lookup failed', 'no-instance');
    this.reset();
  }

  lookup(call: Frame): Verdict {
    if (this.ttlMicros === 0) this.host.askFor(call, this.registry, OP.lookup, this.port.index);
    else if (this.isFresh()) return GO;
    else if (this.state[OPEN] === 0) {
      this.state[OPEN] = 1;
      this.host.control(this.registry, OP.lookup, this.port.index);
    }
    return PARK;
  }

  answered(lookup: Frame): void {
    const { status, result } = this.host.frames;
    this.state[OPEN] = 0;
    const ok = status[lookup] === OK;
    if (ok) this.learn(result[lookup]);
    const verdict = ok ? GO : this.failure;
    if (this.ttlMicros > 0) this.host.resumeParked(this.port, verdict);
    else this.host.resumeFor(lookup, this.port, verdict);
  }

  noticed(): void {
    // DNS tells nobody anything but in answer to a question.
  }

  reset(): void {
    this.state[ROSTER] = NONE;
    this.state[OPEN] = 0;
  }

  age(): number | null {
    return this.state[ROSTER] === NONE ? null : (this.host.now - this.learnedAt[0]) / MICROS_PER_S;
  }

  explain(): readonly Fact[] {
    const age = this.age();
    const left = Math.max(0, this.ttlMicros / MICROS_PER_S - (age ?? 0));
    return [
      {
        key: 'listed',
        label: 'Addresses in the last answer',
        value: age === null ? 0 : this.port.endpoints.count,
      },
      { key: 'age', label: 'Age of the last answer', value: age ?? 'no answer yet', unit: 's' },
      {
        key: 'ttl',
        label: 'Left of its TTL',
        value: age === null ? 0 : left,
        unit: 's',
        of: this.ttlMicros / MICROS_PER_S,
      },
    ];
  }

  private isFresh(): boolean {
    return this.state[ROSTER] !== NONE && this.host.now < this.learnedAt[0] + this.ttlMicros;
  }

  private learn(roster: number): void {
    this.learnedAt[0] = this.host.now;
    const hosts = this.host.roster(roster);
    const cut = this.limit > 0 && hosts.length > this.limit;
    if (roster === this.state[ROSTER] && !cut) return;
    this.state[ROSTER] = roster;
    this.port.endpoints.set(cut ? this.drawFrom(hosts) : hosts);
  }

  /** The first few of a shuffle (Fisher and Yates). */
  private drawFrom(hosts: readonly number[]): readonly number[] {
    const { drawn, limit, shuffles } = this;
    drawn.length = 0;
    for (const host of hosts) drawn.push(host);
    for (let i = 0; i < limit; i++) {
      const other = i + shuffles.below(drawn.length - i);
      [drawn[i], drawn[other]] = [drawn[other], drawn[i]];
    }
    drawn.length = limit;
    return drawn;
  }
}
