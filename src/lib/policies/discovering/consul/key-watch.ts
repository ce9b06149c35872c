import { OK } from '#lib/base/outcomes.ts';
import type { Build } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { OP } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Port } from '#lib/engine/port.ts';
import { machine as configMachine } from './config.machine.ts';
import { givenUpAfterMicros, retryMicros, RPC_HOLD_TIMEOUT_MICROS } from './held.ts';

const RULES = ['its value is {a} now', 'the process that knew it is gone'];
const ARRIVED = 0;
const FORGOTTEN = 1;

const INDEX = 0;
const FAILURES = 1;

/** An instance that watches one key by blocking queries (api/watch): a new value reaches it one way after it was put. */
export class KeyWatch {
  private readonly host: Host;
  private readonly chart: Chart;
  private readonly subject: number;
  private readonly events: readonly number[];
  private readonly lane: number;
  private readonly state: Int32Array;

  constructor(
    build: Build<unknown>,
    private readonly registry: Port,
    waitSeconds: number,
    /** Sets the timer after which it is to ask again. */
    private readonly retry: (micros: number) => void,
  ) {
    this.host = build.host;
    this.subject = build.place.instance;
    this.chart = build.chart({ concern: 'config', machine: configMachine, rules: RULES });
    this.events = ['arrived', 'forgotten'].map((name) => this.chart.event(name));
    this.lane = build.sim.lanes.lane(givenUpAfterMicros(waitSeconds, RPC_HOLD_TIMEOUT_MICROS));
    this.state = build.i32(2);
  }

  started(): void {
    this.state[INDEX] = NONE;
    this.state[FAILURES] = 0;
    this.ask();
  }

  ask(): void {
    this.host.poll(this.registry, OP.key, NONE, this.state[INDEX], this.lane);
  }

  answered(question: Frame): void {
    const { status, result } = this.host.frames;
    if (status[question] !== OK) {
      this.retry(retryMicros(++this.state[FAILURES]));
      return;
    }
    this.state[FAILURES] = 0;
    const index = result[question];
    const [value] = this.host.roster(index);
    // The index may come back unmoved, when the wait is over.
    if (index !== this.state[INDEX] && value !== undefined) {
      this.chart.step(this.subject, this.events[ARRIVED], ARRIVED, value, 0);
    }
    this.state[INDEX] = index;
    this.ask();
  }

  crashed(): void {
    this.chart.step(this.subject, this.events[FORGOTTEN], FORGOTTEN, 0, 0);
  }
}
