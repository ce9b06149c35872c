import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild, Outlet } from '#lib/engine/build.ts';
import { OP, type Behaviour } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { Station } from '#lib/engine/station.ts';
import type { DeliveryConfig, MessageQueueConfig } from './kind.ts';

/**
 * Appends and acknowledges; each consumer (an outgoing edge, as a consumer group) is given every message at
 * least once, a window of them at a time. A delivery that fails keeps its place in the window and is tried
 * again after a wait, so a broken consumer lags instead of losing anything.
 */
export const behaviour = {
  create: (build: InstanceBuild<MessageQueueConfig>): Behaviour => new MessageQueue(build),
};

class MessageQueue implements Behaviour {
  private readonly host: Host;
  private readonly station: Station;
  private readonly backlogLimit: number;
  private readonly consumers: readonly Outlet[];
  private readonly windows: readonly number[];
  private readonly waits: readonly number[];
  /** Per consumer: messages not acknowledged by it, and those of them given out or waiting to be given out again. */
  private readonly lag: Float64Array;
  private readonly inFlight: Int32Array;
  /** How often it died: waits from before are of no use. */
  private readonly deaths: Int32Array;

  constructor(build: InstanceBuild<MessageQueueConfig>) {
    const { ioThreads, queueLimit, appendTime, backlogLimit } = build.config;
    this.host = build.host;
    this.station = build.station({ slots: ioThreads, queueLimit, work: appendTime });
    this.backlogLimit = backlogLimit;
    this.consumers = build.outlets;
    const deliveries = build.outlets.map((outlet) => outlet.config as DeliveryConfig);
    this.windows = deliveries.map((delivery) => delivery.maxInFlight);
    this.waits = deliveries.map((delivery) => sToMicros(delivery.redeliverSeconds));
    this.lag = build.f64(build.outlets.length);
    this.inFlight = build.i32(build.outlets.length);
    this.deaths = build.i32(1);
    this.host.wakes(this);
  }

  visit(visit: Frame): void {
    if (!this.station.enter(visit)) this.host.answer(visit, Station.full);
  }

  worked(visit: Frame): void {
    this.station.leave(visit);
    if (this.lag.some((lag) => lag >= this.backlogLimit)) {
      this.host.answer(visit, Station.full);
      return;
    }
    this.host.answer(visit, OK);
    for (let c = 0; c < this.consumers.length; c++) {
      this.lag[c]++;
      this.pump(c);
    }
  }

  answered(_visit: Frame, call: Frame): void {
    const frames = this.host.frames;
    const port = frames.port[call];
    const c = this.consumers.findIndex((consumer) => consumer.port.index === port);
    if (frames.status[call] === OK) {
      this.lag[c]--;
      this.inFlight[c]--;
      this.pump(c);
    } else this.host.after(this.waits[c], this.deaths[0] * this.consumers.length + c);
  }

  timer(tag: number): void {
    const { length } = this.consumers;
    if (Math.floor(tag / length) === this.deaths[0]) this.deliver(tag % length);
  }

  /** Messages are on disk; what was given out, and not acknowledged, is given out again. */
  started(): void {
    for (let c = 0; c < this.consumers.length; c++) this.pump(c);
  }

  crashed(): void {
    this.deaths[0]++;
    this.inFlight.fill(0);
  }

  face(): readonly Fact[] {
    const lag = this.lag.reduce((sum, each) => sum + each, 0);
    return [{ key: 'lag', label: 'lag', value: lag }];
  }

  private pump(consumer: number): void {
    while (this.inFlight[consumer] < this.windows[consumer] && this.inFlight[consumer] < this.lag[consumer]) {
      this.inFlight[consumer]++;
      this.deliver(consumer);
    }
  }

  private deliver(consumer: number): void {
    const { port, offers } = this.consumers[consumer];
    this.host.call(port, NONE, OP.message, offers[0]);
  }
}
