import type { InstanceBuild, Outlet } from '#lib/engine/build.ts';
import { OP, type Behaviour } from '#lib/engine/contract.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import type { ClientConfig } from './kind.ts';

/** Sends requests at a rate, whatever becomes of the earlier ones: an open workload. */
export const behaviour = {
  create: (build: InstanceBuild<ClientConfig>): Behaviour => new Client(build),
};

const DUE = 0;
const STEP = 1;
const STEP_MICROS = 1_800_000_000;

class Client implements Behaviour {
  private readonly host: Host;
  private readonly gapMicros: number;
  private readonly poisson: boolean;
  private readonly arrivals: Stream;
  private readonly choices: Stream;
  private readonly mix: Mix;
  /** When the next request is due, unrounded, so that a rate has no rounding drift. */
  private readonly due: Float64Array;

  constructor(build: InstanceBuild<ClientConfig>) {
    this.host = build.host;
    this.gapMicros = 1e6 / build.config.ratePerSecond;
    this.poisson = build.config.arrivals === 'poisson';
    this.arrivals = build.stream('arrivals');
    this.choices = build.stream('choices');
    this.mix = mixOf(build);
    this.due = build.f64(1);
    this.host.wakes(this);
  }

  started(): void {
    this.due[0] = this.host.now;
    if (this.gapMicros < Infinity && this.mix.ports.length > 0) this.next();
  }

  timer(tag: number): void {
    if (tag === STEP) {
      this.wait();
      return;
    }
    const at = this.mix.pick(this.choices);
    this.next();
    this.host.call(this.mix.ports[at], NONE, OP.request, this.mix.paths[at]);
  }

  /** Nobody calls a client. */
  visit(): void {}

  private next(): void {
    this.due[0] += this.poisson ? this.gapMicros * this.arrivals.exponential() : this.gapMicros;
    this.wait();
  }

  /** The engine looks 71 minutes ahead: what is due later is approached in steps. */
  private wait(): void {
    const left = Math.max(0, Math.round(this.due[0]) - this.host.now);
    if (left <= STEP_MICROS) this.host.arriveAfter(left, DUE);
    else this.host.arriveAfter(STEP_MICROS, STEP);
  }
}

/** What is asked for: (port, path) pairs with cumulative weights. */
class Mix {
  readonly ports: Port[] = [];
  readonly paths: number[] = [];
  private readonly upTo: number[] = [];
  private total = 0;

  add(outlet: Outlet, path: number, weight: number): void {
    if (weight <= 0) return;
    this.total += weight;
    this.ports.push(outlet.port);
    this.paths.push(path);
    this.upTo.push(this.total);
  }

  pick(stream: Stream): number {
    const x = stream.uniform() * this.total;
    let at = 0;
    while (at < this.upTo.length - 1 && x >= this.upTo[at]) at++;
    return at;
  }
}

/** The configured paths at every callee, or all that the callees offer, each alike. */
function mixOf(build: InstanceBuild<ClientConfig>): Mix {
  const mix = new Mix();
  for (const outlet of build.outlets) {
    if (build.config.routes.length === 0) {
      for (const path of outlet.offers) mix.add(outlet, path, 1);
    }
    for (const route of build.config.routes) mix.add(outlet, build.paths.intern(route.path), route.weight);
  }
  return mix;
}
