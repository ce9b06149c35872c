import { assert } from '#lib/base/assert.ts';

/** A growable owner of mutable state, such as the event queue. */
export interface Part {
  /** A deep copy of the used prefix; never changed afterwards. */
  save(): unknown;
  /** Takes back what `save` returned, by copying: one saved value may be loaded many times. */
  load(saved: unknown): void;
}

/** Room in shared arrays: from `ints[at]` on, which is where `doubles[at / 2]` is too. `at` is even. */
export interface Room {
  readonly ints: Int32Array;
  readonly doubles: Float64Array;
  readonly at: number;
}

/** Rare state: an immutable value, replaced whole. */
export interface Cell<T> {
  value: Readonly<T>;
}

/** Everything mutable of a world at one moment. Opaque but for its size. */
export interface Snapshot {
  /** Approximate memory held; values in cells count as one word, as snapshots share them. */
  readonly bytes: number;
  readonly shape: number;
  readonly slabs: readonly ArrayBuffer[];
  readonly cells: readonly unknown[];
  readonly parts: readonly unknown[];
}

/**
 * Owns every mutable byte of a world, so that a snapshot is a handful of block copies. Small views are carved
 * from shared slabs: a world of a thousand stations has tens of thousands of views but few slabs.
 */
export class Arena {
  private readonly slabs: Slab[] = [];
  private readonly cells: Cell<unknown>[] = [];
  private readonly parts: Part[] = [];
  private open: Slab | undefined;
  private shape = 0;

  /** A zeroed view of fixed length. */
  f64(length: number): Float64Array {
    const at = this.carve(1, length, length * 8);
    return new Float64Array(at.slab.buffer, at.offset, length);
  }

  /** A zeroed view of fixed length. */
  i32(length: number): Int32Array {
    const at = this.carve(2, length, length * 4);
    return new Int32Array(at.slab.buffer, at.offset, length);
  }

  /** A zeroed view of fixed length. */
  u8(length: number): Uint8Array {
    const at = this.carve(3, length, length);
    return new Uint8Array(at.slab.buffer, at.offset, length);
  }

  /**
   * Zeroed room for so many int32s, to be found by its place in views of a whole slab. For small state of which a world has
   * thousands: an array of its own would be a cold object more to go through at every event.
   */
  room(length: number): Room {
    const { slab, offset } = this.carve(6, length, length * 4);
    slab.ints ??= new Int32Array(slab.buffer);
    slab.doubles ??= new Float64Array(slab.buffer);
    return { ints: slab.ints, doubles: slab.doubles, at: offset / 4 };
  }

  cold<T>(value: Readonly<T>): Cell<T> {
    const cell: Cell<T> = { value };
    this.cells.push(cell);
    this.note(4, 1);
    return cell;
  }

  adopt(part: Part): void {
    this.parts.push(part);
    this.note(5, 1);
  }

  save(): Snapshot {
    const slabs = this.slabs.map((slab) => slab.buffer.slice(0, slab.used));
    const cells = this.cells.map((cell) => cell.value);
    const parts = this.parts.map((part) => part.save());
    const bytes = slabs.reduce((sum, slab) => sum + slab.byteLength, cells.length * 8) + bytesOf(parts);
    return { bytes, shape: this.shape, slabs, cells, parts };
  }

  /** Takes a snapshot back, of this arena or of one that was built by the same calls. */
  restore(snapshot: Snapshot): void {
    assert(snapshot.shape === this.shape, 'a snapshot is restored into an arena of the same shape');
    this.slabs.forEach((slab, i) => new Uint8Array(slab.buffer).set(new Uint8Array(snapshot.slabs[i])));
    this.cells.forEach((cell, i) => (cell.value = snapshot.cells[i] as Readonly<unknown>));
    this.parts.forEach((part, i) => part.load(snapshot.parts[i]));
  }

  private carve(kind: number, length: number, bytes: number): { slab: Slab; offset: number } {
    assert(Number.isInteger(length) && length >= 0, 'a view has a whole length');
    this.note(kind, length);
    const size = (bytes + 7) & ~7; // every view starts at a multiple of 8
    const slab = this.slabFor(size);
    const offset = slab.used;
    slab.used += size;
    return { slab, offset };
  }

  private slabFor(size: number): Slab {
    if (this.open && this.open.used + size <= this.open.buffer.byteLength) return this.open;
    // A big view gets a slab to itself, and the open one goes on serving small views.
    const big = size > SLAB_BYTES / 4;
    const slab: Slab = { buffer: new ArrayBuffer(big ? size : SLAB_BYTES), used: 0 };
    this.slabs.push(slab);
    if (!big) this.open = slab;
    return slab;
  }

  /** The shape is a running hash of all that was asked for, in order. */
  private note(kind: number, length: number): void {
    this.shape = (Math.imul(this.shape ^ (length * 8 + kind), 0x9e3779b1) + 0x7f4a7c15) | 0;
    this.shape ^= this.shape >>> 15;
  }
}

interface Slab {
  readonly buffer: ArrayBuffer;
  used: number;
  /** Views of the whole, once anyone asked for room. */
  ints?: Int32Array;
  doubles?: Float64Array;
}

const SLAB_BYTES = 65_536;

function bytesOf(saved: unknown): number {
  if (ArrayBuffer.isView(saved) || saved instanceof ArrayBuffer) return saved.byteLength;
  if (typeof saved === 'string') return saved.length * 2;
  if (typeof saved !== 'object' || saved === null) return 8;
  return Object.values(saved).reduce((sum: number, value: unknown) => sum + bytesOf(value), 0);
}
