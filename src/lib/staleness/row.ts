import type { Scenario } from '#lib/scenario/document.ts';

/**
 * One line of the table "an instance is gone: how long is it still called?" for one system. All times in seconds. A run is a trial
 * of it: everything that has a phase of its own in reality (when the instance dies within the interval of its heartbeats, where
 * the wall clock stands) must be drawn anew for each seed.
 */
export interface Row {
  /** 'eureka-crash': unique. */
  readonly id: string;
  /** Whose: the mechanism's or policy's name, under which the comparison table lists it. */
  readonly mechanism: string;
  readonly system: string;
  readonly event: 'crash' | 'hang' | 'graceful stop' | 'machine lost' | 'record changed';
  /** The facts' derived figures for the settings of the trial. */
  readonly expected: Span;
  /** How they come about, in one sentence. */
  readonly because: string;
  trial(dice: Dice): Trial;
}

export interface Span {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** Draws of one seed. */
export interface Dice {
  readonly seed: number;
  /** Evenly in [min, max). */
  between(min: number, max: number): number;
}

export interface Trial {
  readonly scenario: Scenario;
  /** Name of the instance that goes. */
  readonly instance: string;
  /** From when on it is dead to the table, and until when the run goes on at least. */
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  /** From one call to that instance to the next: how exactly the last wrong call shows the moment. */
  readonly gapSeconds: number;
}
