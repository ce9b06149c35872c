import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import { OP, type Listing, type Registrar } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { ANSWER, AnswerCache } from './answer-cache.ts';
import { answerOf } from './answers.ts';
import { caches } from './caches.ts';
import type { DnsConfig } from './policy.ts';
import { Turns } from './turns.ts';
import { Zone } from './zone.ts';

/**
 * A zone and the resolver before it. Whoever asks gets what the resolver remembers, with what is left of its TTL; only when that is
 * over is the zone asked, which knows its records at once. An outage forgets what was remembered, and no record.
 */
export class DnsRegistrar implements Registrar {
  private readonly host: Host;
  private readonly zone: Zone;
  private readonly cache: AnswerCache | null;
  private readonly turns: Turns;
  private readonly epochMicros: number;
  private readonly recordTtlMicros: number;
  private readonly denialTtlMicros: number;
  /** Which names there are: nodes, and what each is called. */
  private readonly names: readonly { readonly node: number; readonly label: string }[];
  private readonly placeOf: ReadonlyMap<number, number>;
  /** How often the zone was asked. */
  private readonly asked: Int32Array;

  constructor(build: InstanceBuild<DnsConfig>) {
    const { resolver, recordTtlSeconds, soaTtlSeconds, soaMinimumSeconds } = build.config;
    this.host = build.host;
    this.epochMicros = build.epochMicros;
    this.recordTtlMicros = sToMicros(recordTtlSeconds);
    this.denialTtlMicros = sToMicros(Math.min(soaTtlSeconds, soaMinimumSeconds));
    this.zone = new Zone(build);
    const nodes = [...new Set(build.tenants.map(({ node }) => node))];
    this.names = nodes.map((node) => ({
      node,
      label: build.tenants.find((each) => each.node === node)!.name,
    }));
    this.placeOf = new Map(nodes.map((node, place) => [node, place]));
    this.cache = resolver === 'none' ? null : new AnswerCache(build, nodes.length, caches[resolver]);
    this.turns = new Turns(build, nodes.length);
    this.asked = build.i32(1);
  }

  started(): void {
    // Nothing is remembered, and nobody needs to be told.
  }

  crashed(): void {
    this.cache?.forget();
  }

  message(visit: Frame): void {
    const { frames } = this.host;
    const { host } = this.host.port(frames.port[visit]);
    switch (frames.op[visit]) {
      case OP.register:
        this.zone.register(host);
        break;
      case OP.cancel:
        this.zone.deregister(host);
        break;
      case OP.renew:
        break;
      default:
        frames.result[visit] = this.resolve(this.host.port(frames.payload[visit]).callee);
    }
    this.host.answer(visit, OK);
  }

  face(): readonly Fact[] {
    return [
      { key: 'records', label: 'records', value: this.zone.published },
      { key: 'asked', label: 'asked the zone', value: this.asked[0] },
    ];
  }

  explain(): readonly Fact[] {
    const { cache, names } = this;
    if (cache === null)
      return [{ key: 'resolver', label: 'Resolver', value: 'none: the zone is asked each time' }];
    const wall = this.epochMicros + this.host.now;
    const of = this.recordTtlMicros / MICROS_PER_S;
    return names.map(({ label }, name): Fact => {
      const held = cache.answer(name, wall) !== ANSWER.unknown;
      const value = held ? cache.leftMicros(name, wall) / MICROS_PER_S : 'not remembered';
      return { key: `name/${name}`, label, value, unit: 's', of };
    });
  }

  listings(): readonly Listing[] {
    return this.zone.listings();
  }

  /** What the resolver says of a node's name. */
  private resolve(node: number): number {
    const { cache, turns } = this;
    const name = this.placeOf.get(node)!;
    const wall = this.epochMicros + this.host.now;
    if (cache !== null && cache.answer(name, wall) !== ANSWER.unknown) {
      return answerOf(turns.roster(name, cache.turn(name)), cache.leftMicros(name, wall));
    }
    const records = this.zone.recordsOf(node);
    const answer = records.length > 0 ? ANSWER.exists : ANSWER.absent;
    const ttl = answer === ANSWER.exists ? this.recordTtlMicros : this.denialTtlMicros;
    this.asked[0]++;
    turns.learn(name, records);
    cache?.keep(name, wall, answer, 0, ttl);
    // A resolver that bounds what it keeps hands it on so.
    return answerOf(turns.roster(name, 0), cache?.lifetime(answer, ttl) ?? ttl);
  }
}
