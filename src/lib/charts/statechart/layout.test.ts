import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { machine as course } from '#lib/policies/breaking/course/machine.ts';
import { machines } from '#lib/machines/machines.ts';
import { holds, pointAt, sharedArea, type Rect } from './curve.ts';
import { diagramOf, type Diagram } from './diagram.ts';
import { layoutOf, type Layout } from './layout.ts';

const toys: [string, Diagram][] = [
  ['one state', diagramOf(createMachine({ id: 'one', initial: 'on', states: { on: {} } }))],
  ['a switch', toy('switch', { off: { pressed: 'on' }, on: { pressed: 'off' } })],
  ['a loop', toy('loop', { live: { renewed: 'live', cancelled: 'gone' }, gone: { registered: 'live' } })],
  [
    'a life',
    toy('life', {
      starting: { started: 'up', crashed: 'down' },
      up: { crashed: 'down' },
      down: { restarted: 'starting' },
    }),
  ],
  [
    'a lease',
    toy('lease', {
      absent: { registered: 'live' },
      live: { renewed: 'live', 'beat missed': 'late', cancelled: 'absent' },
      late: { renewed: 'live', 'lease ended': 'absent', cancelled: 'absent' },
    }),
  ],
  [
    'four states',
    toy('four', {
      closed: { 'threshold reached': 'open' },
      open: { 'cooldown over': 'half-open', 'forced by an operator': 'forced' },
      'half-open': { 'probe failed': 'open', 'probes succeeded': 'closed' },
      forced: { released: 'closed' },
    }),
  ],
  [
    'a ring of five',
    toy('five', {
      idle: { asked: 'opening' },
      opening: { ready: 'playing' },
      playing: { paused: 'waiting' },
      waiting: { 'head arrived': 'failed' },
      failed: { restarted: 'idle' },
    }),
  ],
];
const house = [...machines.values()].map((machine): [string, Diagram] => [machine.id, diagramOf(machine)]);

describe.each([...toys, ...house])('the layout of %s', (_, diagram) => {
  const layout = layoutOf(diagram);
  const boxes: Rect[] = [...layout.boxes];
  const labels: Rect[] = layout.arrows.map((arrow) => arrow.label);

  test('no box or label covers another, and all lie within the picture', () => {
    expect(covered([...boxes, ...labels])).toEqual([]);
    const room = { x: 0, y: 0, width: layout.width, height: layout.height };
    for (const rect of [...boxes, ...labels]) {
      expect(sharedArea(rect, room)).toBeCloseTo(rect.width * rect.height, 3);
    }
  });

  test('no arrow runs through a box', () => {
    const times = Array.from({ length: 51 }, (_, i) => i / 50);
    const hits = layout.arrows.filter(({ curve }) =>
      times.some((t) => boxes.some((box) => holds(box, pointAt(curve, t)))),
    );
    expect(hits).toEqual([]);
  });

  test('every event of the machine has one line that names it', () => {
    const events = layout.arrows.flatMap((arrow) =>
      arrow.lines.flatMap((line) => (line.ends ? line.event : [])),
    );
    expect(events).toEqual(diagram.arrows.flatMap((arrow) => arrow.events));
  });
});

test('three states stand in a triangle with the initial one at the upper left', () => {
  const [closed, open, halfOpen] = layoutOf(diagramOf(course)).boxes;
  expect(closed.y).toBe(open.y);
  expect(closed.x).toBeLessThan(open.x);
  expect(halfOpen.y).toBeGreaterThan(closed.y);
});

test('the same machine always gives the same picture', () => {
  const picture = (): Layout => layoutOf(diagramOf(course));
  expect(picture()).toEqual(picture());
});

test('the house has machines to draw, each known by its id', () => {
  expect(machines.get('course-breaker')).toBe(course);
});

function toy(id: string, states: Record<string, Record<string, string>>): Diagram {
  return diagramOf(
    createMachine({
      id,
      initial: Object.keys(states)[0],
      states: Object.fromEntries(Object.entries(states).map(([state, on]) => [state, { on }])),
    }),
  );
}

function covered(rects: readonly Rect[]): [Rect, Rect][] {
  return rects.flatMap((a, i) =>
    rects.slice(i + 1).flatMap((b): [Rect, Rect][] => (sharedArea(a, b) > 0 ? [[a, b]] : [])),
  );
}
