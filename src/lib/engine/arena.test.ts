import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena, type Part } from './arena.ts';

class Pile implements Part {
  items: number[] = [];
  save(): unknown {
    return this.items.slice();
  }
  load(saved: unknown): void {
    this.items = (saved as number[]).slice();
  }
}

function world() {
  const arena = new Arena();
  const f64 = arena.f64(3);
  const u8 = arena.u8(5);
  const big = arena.i32(100_000);
  const i32 = arena.i32(2);
  const cell = arena.cold<{ name: string }>({ name: 'first' });
  const pile = new Pile();
  arena.adopt(pile);
  return { arena, f64, u8, big, i32, cell, pile };
}

describe('Arena', () => {
  it('brings back every view, cell and part, as often as asked', () => {
    const w = world();
    w.f64[2] = Math.PI;
    w.u8[4] = 200;
    w.big[99_999] = -7;
    w.i32[0] = 5;
    w.pile.items.push(1, 2);
    const snapshot = w.arena.save();
    for (let round = 0; round < 3; round++) {
      w.f64.fill(round);
      w.u8.fill(round);
      w.big.fill(round);
      w.i32.fill(round);
      w.cell.value = { name: 'later' };
      w.pile.items.push(round);
      w.arena.restore(snapshot);
      expect([...w.f64]).toEqual([0, 0, Math.PI]);
      expect([...w.u8]).toEqual([0, 0, 0, 0, 200]);
      expect([w.big[0], w.big[99_999]]).toEqual([0, -7]);
      expect([...w.i32]).toEqual([5, 0]);
      expect(w.cell.value.name).toBe('first');
      expect(w.pile.items).toEqual([1, 2]);
    }
  });

  it('restores into another arena that was built alike', () => {
    const one = world();
    const two = world();
    one.f64[0] = 42;
    one.cell.value = { name: 'of one' };
    two.arena.restore(one.arena.save());
    expect(two.f64[0]).toBe(42);
    expect(two.cell.value.name).toBe('of one');
    two.f64[0] = 0;
    expect(one.f64[0]).toBe(42);
  });

  it('refuses a snapshot of another shape', () => {
    const shapes: ((arena: Arena) => unknown)[] = [
      (arena) => arena.f64(4),
      (arena) => arena.i32(4),
      (arena) => arena.u8(4),
      (arena) => arena.f64(5),
      (arena) => arena.cold(1),
      (arena) => arena.adopt(new Pile()),
      () => 0,
    ];
    for (const [i, build] of shapes.entries()) {
      for (const [j, other] of shapes.entries()) {
        const from = new Arena();
        const to = new Arena();
        build(from);
        other(to);
        if (i === j) expect(() => to.restore(from.save())).not.toThrow();
        else expect(() => to.restore(from.save())).toThrow('same shape');
      }
    }
  });

  it('gives zeroed views that never overlap, whatever their kinds and lengths', () => {
    const asked = fc.array(fc.tuple(fc.constantFrom('f64', 'i32', 'u8'), fc.nat(6_000)), {
      maxLength: 40,
      size: 'max',
    });
    fc.assert(
      fc.property(asked, (list) => {
        const arena = new Arena();
        const views = list.map(([kind, length]) => arena[kind](length));
        for (const view of views) expect(view.every((value) => value === 0)).toBe(true);
        views.forEach((view, i) => view.fill(i + 1));
        views.forEach((view, i) => expect(view.every((value) => value === i + 1)).toBe(true));
      }),
      { numRuns: 50 },
    );
  });

  it('says about how large a snapshot is', () => {
    const { arena } = world();
    expect(arena.save().bytes).toBeGreaterThanOrEqual(3 * 8 + 5 + 400_000 + 8);
    expect(arena.save().bytes).toBeLessThan(401_000);
  });
});
