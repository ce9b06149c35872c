import type { Arena, Cell } from './arena.ts';

/** An immutable list of hosts, as a registry hands it out. */
export type Roster = readonly number[];

/**
 * Every roster ever published, numbered in order of publication, so that a message carries one as a number and
 * a holder can tell an older list from a newer one. Lists change rarely: the array is replaced whole.
 */
export class Rosters {
  private readonly all: Cell<readonly Roster[]>;

  constructor(arena: Arena) {
    this.all = arena.cold<readonly Roster[]>([]);
  }

  publish(hosts: Roster): number {
    this.all.value = [...this.all.value, hosts];
    return this.all.value.length - 1;
  }

  read(roster: number): Roster {
    return this.all.value[roster];
  }
}

export function sameRoster(a: Roster, b: Roster): boolean {
  return a.length === b.length && a.every((host, i) => host === b[i]);
}
