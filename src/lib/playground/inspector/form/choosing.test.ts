import { describe, expect, test } from 'vitest';
import { number, type VariantOption } from '#lib/base/schema.ts';
import { choiceGroups, isSearched, presetInForce, presetValue, productOf } from './choosing.ts';

const size = number({ label: 'Size', unit: '', min: 0, max: 9, default: 5, source: 'Envoy' });
const wait = number({ label: 'Wait', unit: 's', min: 0, max: 9, default: 1, source: 'Envoy' });
const slow = { name: 'slow', label: 'Slow start', config: { wait: 9 } };
const stock = { name: 'stock', label: 'As shipped', config: {} };

const options: Record<string, VariantOption> = {
  none: { label: 'none', fields: {} },
  course: { label: 'Course rule', blurb: 'Opens after failures in a row.', fields: {} },
  'least-request': { label: 'Least request', group: 'Envoy', fields: { size, wait }, presets: [stock, slow] },
  leastconn: { label: 'leastconn', group: 'HAProxy', fields: {}, keywords: ['JSQ'] },
  'ring-hash': { label: 'Ring hash', group: 'Envoy', blurb: 'Ketama, Zürich style.', fields: {} },
};

describe('the chooser', () => {
  test('searches policies however few they are, and shapes only where there are many', () => {
    const { none, course, leastconn } = options;
    const shapes = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, none]));
    expect([isSearched({ none, leastconn }), isSearched({ none, course })]).toEqual([true, false]);
    expect([isSearched(shapes(6)), isSearched(shapes(7))]).toEqual([false, true]);
  });

  test('shows everything under headings, those without one first', () => {
    const groups = choiceGroups(options, '');
    expect(groups.map(({ heading, choices }) => [heading, choices.map(({ name }) => name)])).toEqual([
      ['', ['none', 'course']],
      ['Envoy', ['least-request', 'ring-hash']],
      ['HAProxy', ['leastconn']],
    ]);
  });

  test.each<[query: string, names: string[]]>([
    ['LEAST', ['least-request', 'leastconn']],
    ['least_request', ['least-request']],
    ['in a row', ['course']],
    ['jsq', ['leastconn']],
    ['zurich', ['ring-hash']],
    ['envoy ring', ['ring-hash']],
    ['  ', ['none', 'course', 'least-request', 'ring-hash', 'leastconn']],
    ['sentinel', []],
  ])('finds by name, label, blurb, product and keyword: %j', (query, names) => {
    const found = choiceGroups(options, query).flatMap(({ choices }) => choices.map(({ name }) => name));
    expect(found).toEqual(names);
  });

  test("names the product by the heading, else by the settings' source", () => {
    const { group: _, ...ungrouped } = options['least-request'];
    const named = { ...ungrouped, label: 'envoy’s own' };
    expect([options.leastconn, ungrouped, options.none, named].map(productOf)).toEqual([
      ...['HAProxy', 'Envoy', '', ''],
    ]);
  });
});

describe('a preset', () => {
  const option = options['least-request'];
  test('sets every option: what it leaves out takes its default', () => {
    expect(presetValue('least-request', option.fields, slow)).toEqual({
      ...{ is: 'least-request', size: 5, wait: 9 },
    });
  });

  test.each([
    [{ size: 5, wait: 9 }, 'slow'],
    [{ size: 5, wait: 1 }, 'stock'],
    [{ size: 4, wait: 9 }, undefined],
  ])('is in force only when all values are its own: %j', (config, name) => {
    expect(presetInForce(option, { is: 'least-request', ...config })?.name).toBe(name);
  });
});
