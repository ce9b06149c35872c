import { assert } from '#lib/base/assert.ts';
import type { AnyStateMachine } from 'xstate';
import { ILLEGAL, tableOf, type MachineTable } from './machine-table.ts';
import { hashText } from './random/hash.ts';

/** What a chart needs of its world. */
export interface ChartWorld {
  transition(
    chart: Chart,
    subject: number,
    from: number,
    to: number,
    event: number,
    rule: number,
    a: number,
    b: number,
  ): void;
}

export interface ChartOptions {
  /** Stable id: `e4/breaker`, `n5/lease`. */
  readonly id: string;
  readonly owner: string;
  readonly concern: string;
  readonly machine: AnyStateMachine;
  /** Sentences that say why, with {a} and {b} for the evidence; a step names one by its place. */
  readonly rules: readonly string[];
  readonly subjects: readonly string[];
}

/** A machine at work on some subjects: one byte of mode each, which anyone may read and only `step` moves. */
export class Chart {
  readonly table: MachineTable;
  readonly hashes: Int32Array;

  constructor(
    readonly index: number,
    readonly options: ChartOptions,
    readonly mode: Uint8Array,
    private readonly world: ChartWorld,
  ) {
    this.table = tableOf(options.machine);
    mode.fill(this.table.initial);
    this.hashes = Int32Array.from(options.subjects, (_, s) => hashText(`${options.id}/${s}`, 0));
  }

  /** The code of a state by its name in the machine. */
  state(name: string): number {
    return this.code(this.table.states, name);
  }

  event(name: string): number {
    return this.code(this.table.events, name);
  }

  /** Moves a subject and records why: `rule` is a place in `rules`, a and b its evidence. False = not a legal step. */
  step(subject: number, event: number, rule: number, a: number, b: number): boolean {
    const from = this.mode[subject];
    const to = this.table.next[from * this.table.events.length + event];
    if (to === ILLEGAL) return false;
    this.mode[subject] = to;
    this.world.transition(this, subject, from, to, event, rule, a, b);
    return true;
  }

  private code(names: readonly string[], name: string): number {
    const code = names.indexOf(name);
    assert(code >= 0, `machine ${this.table.machine} knows "${name}"`);
    return code;
  }
}
