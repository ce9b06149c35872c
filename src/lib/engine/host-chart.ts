import type { Build } from './build.ts';
import type { Chart } from './chart.ts';
import type { Endpoints } from './endpoints.ts';
import type { AnyStateMachine } from 'xstate';

/**
 * A machine for each of a callee's instances as one caller sees it: whether it is in rotation, or passes its checks. All
 * callers along an edge share the edge's chart; instance after instance, and of each, caller after caller.
 */
export class HostChart {
  private readonly chart: Chart;
  private readonly callers: number;
  private readonly caller: number;

  constructor(
    build: Build<unknown>,
    endpoints: Endpoints,
    wish: { concern: string; machine: AnyStateMachine; rules: readonly string[] },
  ) {
    const { instances, instance } = build.place;
    this.callers = instances.length;
    this.caller = instance;
    const subjects = Array.from({ length: endpoints.room * instances.length }, (_, subject) => {
      const host = endpoints.nameOf(Math.floor(subject / instances.length));
      return instances.length === 1 ? host : `${host} for ${instances[subject % instances.length]}`;
    });
    this.chart = build.chart({ ...wish, subjects });
  }

  state(name: string): number {
    return this.chart.state(name);
  }

  event(name: string): number {
    return this.chart.event(name);
  }

  /** The state of a slot's host, by its code. */
  mode(slot: number): number {
    return this.chart.mode[slot * this.callers + this.caller];
  }

  /** The state of a slot's host, by its name in the machine. */
  stateOf(slot: number): string {
    return this.chart.table.states[this.mode(slot)];
  }

  /** Moves a slot's host; as with a chart, `rule` is a place in the rules, a and b its evidence. */
  step(slot: number, event: number, rule: number, a: number, b: number): boolean {
    return this.chart.step(slot * this.callers + this.caller, event, rule, a, b);
  }
}
