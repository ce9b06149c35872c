import { MICROS_PER_S } from '#lib/base/time.ts';
import type { Blitter } from './blitter.ts';
import { Crowds, edgeRates, intensity } from './flow.ts';
import { pathLength, pointAt } from './geometry.ts';
import type { EdgeTables, PathTable, Point } from './geometry.ts';
import type { HopStore } from './hop-store.ts';
import { Journeys } from './journeys.ts';
import type { Routes } from './journeys.ts';
import { chooseLens, exactMarks } from './lenses.ts';
import type { Lens, Look } from './lenses.ts';
import { Marks } from './marks.ts';
import { spriteSheet } from './sprites.ts';
import type { Palette, SpriteSheet } from './sprites.ts';

/** Everything a frame depends on: equal scenes have equal pixels. */
export interface Scene {
  readonly hops: HopStore;
  readonly edges: EdgeTables;
  readonly look: Look;
  /** Null: chosen by speed. Deliberate pacing, whose speed changes all the time, asks for 'exact'. */
  readonly lens: Lens | null;
  /** `plan.edges`, or null. */
  readonly routes: Routes | null;
  /** Calls per simulated second of each edge for 'flows'; null: counted from the hops of the last half second. */
  readonly rates: ArrayLike<number> | null;
  /** Svelte Flow's: CSS pixels = flow coordinates * zoom + (x, y). */
  readonly viewport: { readonly x: number; readonly y: number; readonly zoom: number };
  /** Device pixels in a CSS pixel. */
  readonly ratio: number;
  readonly palette: Palette;
}

/** Draws scenes; keeps only buffers and rasterised sprites from one to the next. */
export class TrafficFrame {
  readonly marks = new Marks();
  readonly crowds = new Crowds();
  #journeys = new Journeys();
  #sheet: SpriteSheet | null = null;
  #sheetFor = { palette: null as Palette | null, scale: 0 };
  #point: Point = { x: 0, y: 0 };

  /** Clears `blitter` and draws the scene into it; returns the lens it was drawn through. */
  draw(blitter: Blitter, scene: Scene): Lens {
    const lens = scene.lens ?? chooseLens(scene.look.speed, scene.hops.typicalHopMicros());
    const sheet = this.#sheetOf(scene);
    blitter.clear();
    this.marks.clear();
    if (lens === 'exact') exactMarks(scene.hops, scene.look, this.marks);
    else if (lens === 'journeys') this.#journeys.add(scene.hops, scene.look, scene.routes, this.marks);
    else this.#drawFlows(blitter, scene, sheet);
    this.crowds.thin(this.marks);
    this.#drawMarks(blitter, scene, sheet);
    return lens;
  }

  #drawMarks(blitter: Blitter, scene: Scene, sheet: SpriteSheet): void {
    const { marks } = this;
    for (let i = 0; i < marks.count; i++) {
      const table = marks.alpha[i] === 0 ? undefined : scene.edges.table(marks.edge[i]);
      if (table === undefined) continue;
      const { x, y } = this.#place(table, marks.share[i], scene);
      blitter.stamp(sheet.shapes[marks.shape[i]], x, y, marks.alpha[i]);
    }
  }

  #drawFlows(blitter: Blitter, scene: Scene, sheet: SpriteSheet): void {
    if (scene.look.hidden.requests) return;
    const { edges, look } = scene;
    const spanMicros = 0.5 * look.speed * MICROS_PER_S;
    const rates = scene.rates ?? edgeRates(scene.hops, look.playheadMicros, spanMicros, edges.length);
    for (let edge = 0; edge < edges.length; edge++) {
      const table = edges.table(edge);
      const strength = intensity(rates[edge]);
      if (table === undefined || strength === 0) continue;
      // A stamp every other device pixel makes one even band.
      const stamps = Math.ceil(Math.min(2000, pathLength(table) * scene.viewport.zoom * scene.ratio) / 2);
      for (let i = 0; i <= stamps; i++) {
        const { x, y } = this.#place(table, stamps === 0 ? 0 : i / stamps, scene);
        blitter.stamp(sheet.brush, x, y, Math.round(40 + 160 * strength), false);
      }
    }
  }

  /** In device pixels. */
  #place(table: PathTable, share: number, { viewport, ratio }: Scene): Point {
    const point = pointAt(table, share, this.#point);
    point.x = (point.x * viewport.zoom + viewport.x) * ratio;
    point.y = (point.y * viewport.zoom + viewport.y) * ratio;
    return point;
  }

  #sheetOf({ palette, viewport, ratio }: Scene): SpriteSheet {
    // Messages grow less than the nodes do, and in steps, so that a zoom does not rasterise at each frame.
    const grown = Math.min(1.25, Math.max(0.625, 0.4 + 0.6 * viewport.zoom));
    const scale = (Math.round(grown * 8) / 8) * ratio;
    if (this.#sheet === null || this.#sheetFor.palette !== palette || this.#sheetFor.scale !== scale) {
      this.#sheet = spriteSheet(palette, scale);
      this.#sheetFor = { palette, scale };
    }
    return this.#sheet;
  }
}
