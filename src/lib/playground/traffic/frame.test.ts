import { describe, expect, test } from 'vitest';
import { BACKWARD, HOP } from '#lib/runner/protocol.ts';
import { Blitter } from './blitter.ts';
import { TrafficFrame } from './frame.ts';
import type { Scene } from './frame.ts';
import { EdgeTables } from './geometry.ts';
import { HopStore } from './hop-store.ts';
import { chunkOf, steadyTraffic } from './sample-hops.ts';
import { palette } from './sample-palette.ts';

const edges = new EdgeTables();
edges.set(0, [20, 20, 150, 20, 150, 180, 280, 180]);
edges.set(1, [20, 180, 280, 20]);

function scene(hops: HopStore, playheadMicros: number, speed: number, rest: Partial<Scene> = {}): Scene {
  const hidden = { heartbeats: false, checks: false, lookups: false, requests: false };
  const look = { playheadMicros, speed, hidden, still: false };
  const viewport = { x: 0, y: 0, zoom: 1 };
  return { hops, edges, look, lens: null, routes: null, rates: null, viewport, ratio: 1.5, palette, ...rest };
}

function traffic(): HopStore {
  const store = new HopStore();
  store.append(steadyTraffic(8000, 1000, 3000, 2));
  return store;
}

/** FNV-1a over the words of the picture. */
function hash(blitter: Blitter): string {
  let sum = 0x811c9dc5;
  for (const pixel of blitter.pixels) sum = Math.imul(sum ^ pixel, 0x01000193);
  return (sum >>> 0).toString(16);
}

function picture(of: Scene): { hash: string; lens: string; blitter: Blitter; frame: TrafficFrame } {
  const blitter = new Blitter(450, 300);
  const frame = new TrafficFrame();
  const lens = frame.draw(blitter, of);
  return { hash: hash(blitter), lens, blitter, frame };
}

describe('a frame', () => {
  test.each([
    ['exact', 2_000_150, 0.01, '30f4d1bd'],
    ['journeys', 2_000_150, 1, 'f3ae11bc'],
    ['flows', 2_000_150, 50, '7107985d'],
  ])('through the lens %s has the pixels it always had', (lens, t, speed, golden) => {
    const drawn = picture(scene(traffic(), t, speed));
    expect([drawn.lens, drawn.hash]).toEqual([lens, golden]);
  });

  test('depends on nothing that was drawn before', () => {
    const blitter = new Blitter(450, 300);
    const frame = new TrafficFrame();
    const hops = traffic();
    for (const t of [3_000_000, 1_000_000, 4_100_000]) frame.draw(blitter, scene(hops, t, 1));
    frame.draw(blitter, scene(hops, 2_500_000, 60));
    frame.draw(blitter, scene(hops, 2_000_150, 1));
    expect(hash(blitter)).toBe(picture(scene(traffic(), 2_000_150, 1)).hash);
  });

  test('marks as drawn on all that it drew on', () => {
    const { blitter } = picture(scene(traffic(), 2_000_150, 1));
    blitter.clear();
    expect(blitter.pixels.every((pixel) => pixel === 0)).toBe(true);
  });

  test('follows the viewport', () => {
    const at = (x: number, y: number) => {
      const store = new HopStore();
      store.append(chunkOf([[1, 0, 2_000_000, HOP.request, 1]]));
      return picture(scene(store, 1_000_000, 1, { viewport: { x, y, zoom: 1 }, ratio: 1 })).blitter.dirty;
    };
    const [here, there] = [at(0, 0), at(12, -7)];
    expect([there.left - here.left, there.top - here.top]).toEqual([12, -7]);
  });

  test('leaves out edges that are not on the canvas', () => {
    const store = new HopStore();
    store.append(chunkOf([[7, 0, 2_000_000, HOP.ok + BACKWARD, 1]]));
    expect(picture(scene(store, 1_000_000, 1)).blitter.dirty.right).toBe(0);
  });

  test('is thinned where an edge is crowded', () => {
    const store = new HopStore();
    store.append(steadyTraffic(2000, 1, 1_000_000));
    const { frame } = picture(scene(store, 500_000, 1, { lens: 'exact' }));
    expect(frame.crowds.crowded).toEqual([{ edge: 0, oneIn: 16 }]);
  });
});
