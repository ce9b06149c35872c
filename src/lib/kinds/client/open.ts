import type { InstanceBuild, Outlet } from '#lib/engine/build.ts';
import { OP, type Behaviour } from '#lib/engine/contract.ts';
import { NONE } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Stream } from '#lib/engine/random/stream.ts';
import { waitFor } from './far-wait.ts';
import type { ClientConfig } from './kind.ts';
import type { Pace } from './load/pace.ts';
import { paceOf, type OpenLoad } from './load/pace-of.ts';
import { mixOf, type Mix } from './mix.ts';

const DUE = 0;
const STEP = 1;

/** Sends requests at its pace, whatever becomes of the earlier ones: an open workload. */
export class OpenClient implements Behaviour {
  private readonly host: Host;
  private readonly pace: Pace;
  private readonly choices: Stream;
  private readonly mix: Mix;
  private readonly outlets: readonly Outlet[];

  constructor(build: InstanceBuild<ClientConfig>, load: OpenLoad) {
    this.host = build.host;
    this.pace = paceOf(build, load);
    this.choices = build.stream('choices');
    this.mix = mixOf(build);
    this.outlets = build.outlets;
    this.host.wakes(this);
  }

  started(): void {
    this.pace.begin(this.host.now);
    if (this.mix.ports.length > 0) this.next();
  }

  timer(tag: number): void {
    if (tag === STEP) {
      this.wait();
      return;
    }
    const path = this.pace.path?.() ?? NONE;
    if (path === NONE) {
      const at = this.mix.pick(this.choices);
      this.next();
      this.host.call(this.mix.ports[at], NONE, OP.request, this.mix.paths[at]);
    } else {
      const { port } = this.outlets[this.choices.below(this.outlets.length)];
      this.next();
      this.host.call(port, NONE, OP.request, path);
    }
  }

  /** Nobody calls a client. */
  visit(): void {}

  private next(): void {
    this.pace.next();
    if (this.pace.due[0] < Infinity) this.wait();
  }

  private wait(): void {
    waitFor(this.host, Math.round(this.pace.due[0]) - this.host.now, DUE, STEP);
  }
}
