import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arena } from './arena.ts';
import { NONE } from './frames.ts';
import { KeyTable } from './key-table.ts';

/** Keys in the order of their use, oldest first. */
function order(table: KeyTable): number[] {
  const keys: number[] = [];
  for (let row = table.newest; row !== NONE; row = table.olderThan(row)) keys.unshift(table.keyOf(row));
  return keys;
}

/** What a table does, with a list: the key that was used last stands last. */
class Model {
  keys: number[] = [];
  dropped = 0;
  constructor(readonly capacity: number) {}
  use(key: number): void {
    if (this.keys.includes(key)) this.remove(key);
    else if (this.keys.length === this.capacity) {
      this.keys.shift();
      this.dropped++;
    }
    this.keys.push(key);
  }
  remove(key: number): void {
    this.keys = this.keys.filter((each) => each !== key);
  }
}

// Few keys, so that they meet again; the large ones wrap around and collide.
const someKey = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 65_536, 131_072),
);
const deed = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('use' as const), key: someKey }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), key: someKey }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('save', 'restore', 'clear'), key: someKey }) },
);

describe('a key table', () => {
  test('holds what a list of the last used keys would hold, across snapshots too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(deed, { maxLength: 120 }), (capacity, deeds) => {
        const arena = new Arena();
        const table = new KeyTable(arena, capacity);
        const column = arena.f64(capacity);
        let model = new Model(capacity);
        let saved = { snapshot: arena.save(), model: new Model(capacity) };
        for (const { do: what, key } of deeds) {
          const row = table.find(key);
          expect(row !== NONE).toBe(model.keys.includes(key));
          if (row !== NONE) expect([table.keyOf(row), column[row]]).toEqual([key, key]);
          if (what === 'use') {
            model.use(key);
            if (row !== NONE) table.touch(row);
            else column[table.add(key)] = key;
          } else if (what === 'remove') {
            model.remove(key);
            if (row !== NONE) table.remove(row);
          } else if (what === 'clear') {
            model = new Model(capacity);
            table.clear();
          } else if (what === 'save') {
            saved = { snapshot: arena.save(), model: copyOf(model) };
          } else {
            arena.restore(saved.snapshot);
            model = copyOf(saved.model);
          }
          expect(order(table)).toEqual(model.keys);
          expect([table.count, table.dropped]).toEqual([model.keys.length, model.dropped]);
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('takes no more than its capacity: the key used longest ago goes', () => {
    const table = new KeyTable(new Arena(), 2);
    table.add(7);
    table.add(8);
    table.touch(table.find(7));
    const row = table.find(8);
    expect(table.add(9)).toBe(row);
    expect(order(table)).toEqual([7, 9]);
    expect(table.dropped).toBe(1);
  });

  test('of one row works', () => {
    const table = new KeyTable(new Arena(), 1);
    for (const key of [1, 2, 3]) expect([table.add(key), table.count, table.oldest]).toEqual([0, 1, 0]);
  });
});

function copyOf(model: Model): Model {
  return Object.assign(new Model(model.capacity), { keys: [...model.keys], dropped: model.dropped });
}
