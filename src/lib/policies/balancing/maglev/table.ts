import { xxHash64 } from '#lib/policies/balancing/xxhash64.ts';

/** A host's order of preference among the places: offset, offset + skip, offset + 2 skip, … modulo the size. */
export interface Preference {
  readonly slot: number;
  readonly offset: number;
  readonly skip: number;
  readonly weight: number;
}

/** The preference that a host's name gives it, for a table of a prime size. */
export function preferenceOf(slot: number, name: string, weight: number, size: number): Preference {
  return {
    slot,
    offset: Number(xxHash64(name) % BigInt(size)),
    skip: Number(xxHash64(name, 1n) % BigInt(size - 1)) + 1,
    weight,
  };
}

/**
 * Fills a Maglev table (Eisenbud et al., "Maglev: a fast and reliable software network load balancer", 2016, listing 1): hosts take
 * turns, and each takes the place it likes best of those still free. With weights, as Envoy does it, the heaviest host has
 * every turn and one of a third of its weight every third.
 */
export function fillTable(table: Uint8Array, preferences: readonly Preference[]): void {
  const size = table.length;
  const heaviest = Math.max(...preferences.map(({ weight }) => weight));
  const free = new Uint8Array(size).fill(1);
  const places = preferences.map(({ offset }) => offset);
  const targets = preferences.map(() => 0);
  let filled = 0;
  for (let turn = 1; filled < size; turn++) {
    for (let i = 0; i < preferences.length && filled < size; i++) {
      const { slot, skip, weight } = preferences[i];
      if (turn * weight < targets[i]) continue;
      targets[i] += heaviest;
      let place = places[i];
      while (free[place] === 0) place = place + skip < size ? place + skip : place + skip - size;
      table[place] = slot;
      free[place] = 0;
      places[i] = place;
      filled++;
    }
  }
}
