import { OK, RESET } from '#lib/base/outcomes.ts';
import { OP } from './contract.ts';
import { NONE, STAGE, type Frame } from './frames.ts';
import { REACH } from './levers.ts';
import { Line, LINE_STATE } from './line.ts';
import type { Simulation } from './simulation.ts';

/**
 * Processes that hang: connections are taken as long as the kernel's backlog has room, and nothing comes back. Whatever talks from
 * a thread of its own, such as heartbeats, goes on: that is why a lease does not notice. Work that was in hand is done to its end,
 * but its answer stays inside. When the process recovers, what waited comes first.
 */
export class Hangs {
  private readonly waiting: readonly Line[];

  constructor(
    private readonly sim: Simulation,
    hosts: number,
  ) {
    this.waiting = Array.from({ length: hosts }, () => new Line(sim.frames, sim.arena.i32(LINE_STATE)));
  }

  hang(host: number): void {
    if (this.sim.instances[host].life.step('hung')) this.sim.levers.down[host] = REACH.hangs;
  }

  recover(host: number): void {
    const { sim } = this;
    if (!sim.instances[host].life.step('recovered')) return;
    sim.levers.down[host] = REACH.serves;
    const { frames, messages } = sim;
    const line = this.waiting[host];
    for (let f = line.shift(); f !== NONE; f = line.shift()) {
      if (frames.stage[f] === STAGE.outbound) messages.deliver(f);
      else messages.reply(f, frames.reason[f]);
    }
  }

  /** A message came to a process that hangs. */
  knock(visit: Frame): void {
    const { frames, ports } = this.sim;
    const host = frames.callee[visit];
    const probe = frames.op[visit] === OP.probe;
    if (probe && ports[frames.port[visit]].checker?.connectsOnly === true) {
      this.sim.messages.reply(visit, OK);
    } else if (probe || this.waiting[host].count >= BACKLOG) frames.over(visit);
    else this.waiting[host].push(visit);
  }

  /** It would answer a visit now. */
  keep(visit: Frame, reason: number): void {
    const { frames } = this.sim;
    frames.reason[visit] = reason;
    this.waiting[frames.callee[visit]].push(visit);
  }

  /** The process is gone, and what it kept. Connections are reset if a machine is left to say so. */
  end(host: number, told: boolean): void {
    const { frames, messages } = this.sim;
    const line = this.waiting[host];
    for (let f = line.shift(); f !== NONE; f = line.shift()) {
      if (told) messages.reply(f, RESET);
      else frames.over(f);
    }
  }
}

/** Linux’s somaxconn before 5.4, and still many a server’s own choice. Who comes when it is full hears nothing. */
const BACKLOG = 128;
