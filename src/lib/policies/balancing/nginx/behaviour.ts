import type { Fact, FactBar } from '#lib/base/fact.ts';
import { CANCELLED, RESET } from '#lib/base/outcomes.ts';
import type { Build } from '#lib/engine/build.ts';
import { NEVER, type Balancer } from '#lib/engine/contract.ts';
import type { Endpoints } from '#lib/engine/endpoints.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { BLAMELESS, CONDITION, CONDITION_OF_OUTCOME, maskOf, UNANSWERED } from './conditions.ts';
import { MOST_SKIPS, PlainHash } from './hash.ts';
import { IpHash } from './ip-hash.ts';
import { Keys } from './keys.ts';
import { Ketama, ringOf } from './ketama.ts';
import { leastConn, smoothRoundRobin } from './methods.ts';
import { Peers } from './peers.ts';
import type { NginxConfig } from './policy.ts';
import { RandomOne } from './random-one.ts';
import { RandomTwo } from './random-two.ts';
import { RequestNotes } from './request-notes.ts';

/**
 * nginx's upstream (ngx_http_upstream_round_robin.c and its siblings, ngx_http_upstream_next of ngx_http_upstream.c, 1.22): a
 * method picks among the primaries, then among the backups; a server with `max_fails` failures is left out for `fail_timeout`
 * whole seconds of the wall clock, then gets one request as a probe; a failed try goes on to the next server.
 */
export function create(build: Build<NginxConfig>, endpoints: Endpoints): Balancer {
  return new Nginx(build, endpoints);
}

class Nginx implements Balancer {
  private readonly host: Host;
  private readonly config: NginxConfig;
  private readonly peers: Peers;
  private readonly notes: RequestNotes;
  private readonly plain: PlainHash;
  private readonly ketama: Ketama;
  private readonly ipHash: IpHash;
  private readonly randomOne: RandomOne;
  private readonly randomTwo: RandomTwo;
  private readonly mask: number;
  private readonly timeoutMs: number;

  constructor(
    build: Build<NginxConfig>,
    private readonly endpoints: Endpoints,
  ) {
    const { config } = build;
    this.host = build.host;
    this.config = config;
    this.peers = new Peers(build, endpoints);
    endpoints.onArranged = () => this.peers.look();
    this.notes = new RequestNotes(build.host, build.epochMicros);
    const keys = new Keys(build);
    const { peers, notes } = this;
    this.plain = new PlainHash(peers, keys, notes);
    const ring = config.method === 'hash-consistent' ? ringOf(this.addresses(), peers.weight) : EMPTY;
    this.ketama = new Ketama(peers, keys, ring, notes);
    this.ipHash = new IpHash(peers, keys, notes);
    const stream = build.stream('balancer');
    this.randomOne = new RandomOne(peers, stream, notes);
    this.randomTwo = new RandomTwo(peers, stream, notes);
    this.mask = maskOf(config.proxyNextUpstream);
    this.timeoutMs = Math.round(config.proxyNextUpstreamTimeoutSeconds * 1_000);
  }

  pick(call: Frame): number {
    const { parent, tries, tried } = this.host.frames;
    const { peers, notes } = this;
    const request = parent[call];
    if (tries[request] === 1) notes.begin(request);
    peers.look();
    const slot = this.choose(call, request, tried[request]);
    if (slot === NONE) return NONE;
    peers.take(slot);
    return this.endpoints.first + slot;
  }

  ended(call: Frame): void {
    const { peers } = this;
    const { callee, status } = this.host.frames;
    const slot = this.endpoints.slotOf(callee[call]);
    peers.release(slot);
    if (peers.single) return;
    const condition = CONDITION_OF_OUTCOME[status[call]];
    const failed =
      (condition & UNANSWERED) !== 0 || ((condition & BLAMELESS) === 0 && this.goesOn(call, condition));
    if (failed) peers.failed(slot);
    else peers.succeeded(slot);
  }

  again(_: Frame, attempt: Frame): number {
    const { callee, status } = this.host.frames;
    const given = callee[attempt] === NONE || status[attempt] === CANCELLED;
    return !given && this.goesOn(attempt, CONDITION_OF_OUTCOME[status[attempt]]) ? 0 : NEVER;
  }

  reset(): void {
    this.peers.reset();
  }

  explain(): readonly Fact[] {
    const { peers } = this;
    const hosts = Array.from({ length: peers.room }, (_, slot) => slot);
    const bars = (value: (slot: number) => number, of?: (slot: number) => number) =>
      hosts.map((slot): FactBar => {
        return {
          label: `${slot + 1}`,
          value: value(slot),
          ...(of && { of: of(slot) }),
          note: this.note(slot),
        };
      });
    const sum = (column: Int32Array) => column.reduce((all, each) => all + each, 0);
    const weights = bars(
      (slot) => peers.effectiveWeight[slot],
      (slot) => peers.weight[slot],
    );
    return [
      { key: 'endpoints', label: 'Servers known', value: this.endpoints.count },
      { key: 'weight', label: 'Effective weight', value: sum(peers.effectiveWeight), bars: weights },
      {
        key: 'current',
        label: 'Current weight',
        value: sum(peers.currentWeight),
        bars: bars((slot) => peers.currentWeight[slot]),
      },
      { key: 'conns', label: 'Under way', value: sum(peers.conns), bars: bars((slot) => peers.conns[slot]) },
      { key: 'fails', label: 'Failures', value: sum(peers.fails), bars: bars((slot) => peers.fails[slot]) },
    ];
  }

  /** By the method, and by round robin where the method gives up; the backups when no primary is left. */
  private choose(call: Frame, request: Frame, tried: number): number {
    const { peers, notes } = this;
    if (peers.single) return this.only();
    if (notes.set(request) === 0) {
      const slot = this.byHashOrChance(call, request, tried);
      const chosen = slot === NONE ? this.byWeight(0, tried) : slot;
      if (chosen !== NONE || !peers.hasBackups) return chosen;
      notes.goToBackups(request);
    }
    return this.byWeight(1, tried);
  }

  private only(): number {
    const { peers } = this;
    for (let slot = 0; slot < peers.room; slot++) {
      if (peers.belongs(slot, 0)) return peers.isDown(slot) || peers.isFull(slot) ? NONE : slot;
    }
    return NONE;
  }

  private byWeight(set: number, tried: number): number {
    if (this.config.method === 'least-conn') return leastConn(this.peers, set, tried);
    return smoothRoundRobin(this.peers, set, tried);
  }

  private byHashOrChance(call: Frame, request: Frame, tried: number): number {
    if (this.notes.skips(request) > MOST_SKIPS) return NONE;
    switch (this.config.method) {
      case 'hash':
        return this.plain.pick(call, request, tried, this.host.frames.tries[request] - 1);
      case 'hash-consistent':
        return this.ketama.pick(call, request, tried);
      case 'ip-hash':
        return this.ipHash.pick(call, request, tried, this.host.frames.tries[request] - 1);
      case 'random-one':
        return this.randomOne.pick(request, tried);
      case 'random':
        return this.randomTwo.pick(request, tried);
      default:
        return NONE;
    }
  }

  /** Whether the next server is asked after a try that ended so: tries and time are left, and the condition is listed. */
  private goesOn(attempt: Frame, condition: number): boolean {
    if (condition === 0 || this.left(attempt) <= 0) return false;
    const { parent, status } = this.host.frames;
    const sent = condition !== CONDITION.error || status[attempt] === RESET;
    const needed = condition | (sent && !this.config.idempotent ? CONDITION.non_idempotent : 0);
    if ((this.mask & needed) !== needed) return false;
    return this.timeoutMs === 0 || this.notes.ageMs(parent[attempt]) < this.timeoutMs;
  }

  /** Tries left after this one. */
  private left(attempt: Frame): number {
    const { parent, tries } = this.host.frames;
    const { proxyNextUpstreamTries: most } = this.config;
    const all = this.peers.tries;
    return (most > 0 && most < all ? most : all) - tries[parent[attempt]];
  }

  private addresses(): readonly string[] {
    const { addresses } = this.endpoints;
    const { peers } = this;
    // Backups are not on the ring; a server nobody gave an address goes by its place.
    return Array.from({ length: peers.room }, (_, slot) => addresses[slot] ?? `server${slot + 1}`);
  }

  private note(slot: number): string {
    const { peers } = this;
    if (!peers.belongs(slot, Number(peers.isBackup(slot)))) return 'not listed';
    if (peers.isDown(slot)) return 'down';
    if (peers.isDisabled(slot, peers.now)) return 'disabled';
    if (peers.isFull(slot)) return 'full';
    return peers.isBackup(slot) ? 'backup' : '';
  }
}

const EMPTY = ringOf([], []);
