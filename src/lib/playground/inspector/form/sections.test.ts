import { expect, test } from 'vitest';
import { completeConfig, completeDefaults } from '#lib/base/schema-read.ts';
import { number, variant, type Config } from '#lib/base/schema.ts';
import { openAtFirst, sectionsOf } from './sections.ts';

const source = 'test';
const size = number({ label: 'Size', unit: '', min: 0, max: 9, default: 5, source });
const small = { name: 'small', label: 'Small', config: { size: 1 } };
const none = { label: 'none', fields: {} };
const sized = { label: 'Sized', blurb: 'Has a size.', fields: { size }, presets: [small] };
const plain = { label: 'Plain', blurb: 'Has nothing to set.', fields: {} };

const policy = (label: string) =>
  variant({ label, options: { none, sized, plain }, default: { is: 'none' }, source });
const shape = variant({ label: 'Latency', options: { constant: none }, default: { is: 'constant' }, source });
const network = { latency: shape, loss: size };
const fields = { ...network, size, a: policy('A'), b: policy('B'), c: policy('C') };
const base = completeDefaults(fields);

function formOf(given: Config) {
  const config = completeConfig(fields, given);
  const { plain: rest, sections } = sectionsOf(fields, config, base, { label: 'Network', fields: network });
  return { rest, sections, open: [...openAtFirst(sections, config)] };
}

test('policies are sections, what is set aside is the last, and the rest stands plain', () => {
  const { rest, sections } = formOf({});
  expect(Object.keys(rest)).toEqual(['size']);
  expect(sections.map(({ label }) => label)).toEqual(['A', 'B', 'C', 'Network']);
});

test('a plain shape is no policy', () => {
  expect(Object.keys(sectionsOf({ shape }, { shape: { is: 'constant' } }, {}).plain)).toEqual(['shape']);
});

test.each<[config: Config, told: string]>([
  [{}, 'none/ A, none/ B, none/ C, as by default/ Network'],
  [{ a: { is: 'sized', size: 1 }, loss: 2 }, 'Sized/Small A, none/ B, none/ C, 1 changed/ Network'],
  [{ a: { is: 'sized' }, b: { is: 'plain' } }, 'Sized/ A, Plain/ B, none/ C, as by default/ Network'],
])('a folded section says what is chosen and its preset: %j', (config, told) => {
  const { sections } = formOf(config);
  expect(sections.map(({ chosen, note, label }) => `${chosen}/${note} ${label}`).join(', ')).toBe(told);
});

const on = { is: 'sized' };
test.each<[config: Config, open: string[]]>([
  [{}, []],
  [{ a: on, b: { is: 'plain' } }, ['a']],
  [{ a: on, c: on }, ['a', 'c']],
  [{ a: on, b: on, c: on }, []],
])('a few policies at work are open at first, many are not: %j', (config, open) => {
  expect(formOf(config).open).toEqual(open);
});
