import { expect, test } from 'vitest';
import { rootId, type HopChunk } from '#lib/runner/protocol.ts';
import { Ends } from '#lib/playground/record/ends.ts';
import { Story } from './story.ts';

type Hop = [start: number, end: number, root: number];
type End = [at: number, root: number];

function hops(list: Hop[]): HopChunk {
  return {
    count: list.length,
    edge: new Uint16Array(list.length),
    start: Float64Array.from(list, (hop) => hop[0]),
    end: Float64Array.from(list, (hop) => hop[1]),
    shape: new Uint8Array(list.length),
    root: Float64Array.from(list, (hop) => hop[2]),
  };
}

function endsOf(list: End[], ends = new Ends()): Ends {
  ends.append({
    count: list.length,
    at: Float64Array.from(list, (end) => end[0]),
    start: new Float64Array(list.length),
    outcome: new Uint8Array(list.length),
    root: Float64Array.from(list, (end) => end[1]),
  });
  return ends;
}

const A = rootId(0, 1);
const B = rootId(0, 2);
const C = rootId(3, 1);
const D = rootId(0, 3);
const TRAFFIC: Hop[] = [
  [0, 10, A],
  [5, 15, B],
  [20, 30, A],
  [25, 30, -1],
  [35, 45, B],
  [40, 50, C],
  [60, 70, D],
];
const ENDS: End[] = [
  [30, A],
  [45, B],
];

test('one request is followed at a time: the first to start after the last one ended', () => {
  const story = new Story(endsOf(ENDS));
  story.take(hops(TRAFFIC));
  expect(story.beats.map(({ start, root }) => [start, root])).toEqual([
    [0, A],
    [20, A],
    [40, C],
  ]);
});

test('the story is the same however the record is portioned', () => {
  for (let cut = 0; cut <= TRAFFIC.length; cut++) {
    const head = TRAFFIC[cut]?.[0] ?? 80;
    const ends = endsOf(ENDS.filter(([at]) => at < head));
    const story = new Story(ends);
    story.take(hops(TRAFFIC.slice(0, cut)));
    endsOf(
      ENDS.filter(([at]) => at >= head),
      ends,
    );
    story.take(hops(TRAFFIC.slice(cut)));
    expect(story.beats.map(({ start }) => start)).toEqual([0, 20, 40]);
  }
});

test('only the chosen sources are followed', () => {
  const story = new Story(endsOf(ENDS));
  story.chosen = (source) => source === 3;
  story.take(hops(TRAFFIC));
  expect(story.beats.map(({ root }) => root)).toEqual([C]);
});

test('a hop of no length is a beat of one microsecond', () => {
  const story = new Story(endsOf([]));
  story.take(hops([[7, 7, A]]));
  expect(story.beats).toEqual([{ start: 7, end: 8, root: A }]);
});

test('after a truncation the same future tells the same story', () => {
  const ends = endsOf(ENDS);
  const story = new Story(ends);
  story.take(hops(TRAFFIC));
  for (const from of [22, 33, 41]) {
    ends.truncate(from);
    story.truncate(from);
    endsOf(
      ENDS.filter(([at]) => at >= from),
      ends,
    );
    story.take(hops(TRAFFIC.filter(([start]) => start >= from)));
    expect(story.beats.map(({ start }) => start)).toEqual([0, 20, 40]);
  }
});

test('pruning forgets what is over and keeps what is followed', () => {
  const story = new Story(endsOf(Array.from({ length: 200 }, (_, i): End => [i * 10 + 6, rootId(0, i)])));
  story.take(hops(Array.from({ length: 200 }, (_, i): Hop => [i * 10, i * 10 + 5, rootId(0, i)])));
  expect(story.beats.length).toBe(200);
  story.prune(1_000);
  expect(story.beats[0].start).toBe(1_000);
  expect(story.fromMicros).toBe(995);
});
