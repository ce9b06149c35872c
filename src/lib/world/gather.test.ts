import { expect, test } from 'vitest';
import { gallery } from '#lib/gallery/gallery.ts';
import { sketch } from '#lib/scenario/sketch.ts';
import { gather } from './gather.ts';
import { World } from './world.ts';
import { breakers, checkers, limiters, mechanismAtWork } from '#lib/policies/behaviours.ts';
import { loadChosen } from '#lib/policies/load-policies.ts';
import { loaded, optionsOf, optionsOrNone } from '#lib/policies/policies.ts';

// In this order: what one test loaded is there for the next.
const byDefault = ['balancing/round-robin', 'breaking/course', 'checking/alb', 'discovering/leased'];

test('the reference layout asks for nothing that is not there from the start', async () => {
  const { scenario } = gallery.get('reference')!;
  await gather(scenario);
  expect([...loaded.keys()].sort()).toEqual(byDefault);
  expect(new World(scenario).plan.nodes.length).toBe(scenario.nodes.length);
});

test('a policy comes with its behaviour, and who holds its family’s options sees it', async () => {
  const [any, orNone] = [optionsOf('breaking'), optionsOrNone('breaking')];
  expect(Object.keys(any)).toEqual(['course']);
  await loadChosen({ edges: [{ config: { breaker: { is: 'opossum' } } }, { breaker: { is: 'naive' } }] });
  expect(breakers.has('opossum')).toBe(true);
  expect(limiters.size).toBe(0);
  // In the order of the family's list, whenever they came.
  expect(Object.keys(any)).toEqual(['course', 'naive', 'opossum']);
  expect(Object.keys(orNone)).toEqual(['none', 'course', 'naive', 'opossum']);
});

test('a policy within a policy comes along', async () => {
  await loadChosen({ mechanism: { is: 'dns', health: { is: 'route53' } } });
  expect(mechanismAtWork('dns')).toBeDefined();
  expect(checkers.has('route53')).toBe(true);
});

test.each([...gallery.values()])('$name runs on what it asks for', async ({ scenario }) => {
  await gather(scenario);
  expect(new World(scenario).run(1)).toBe(true);
});

test('what is chosen when nothing is said comes too: a load balancer checks', async () => {
  const scenario = sketch({ l: ['load-balancer', {}], s: ['service', {}] }, { 'l>s': {} });
  await gather(scenario);
  expect(checkers.has('alb')).toBe(true);
});

test('a name that no policy has asks for nothing', async () => {
  const before = loaded.size;
  await loadChosen({ is: 'perpetual-motion', or: [{ is: '../../kinds/client' }, { is: 7 }, null] });
  expect(loaded.size).toBe(before);
});
