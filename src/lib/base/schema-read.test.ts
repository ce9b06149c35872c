import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawnConfig, drawnHostile } from './drawn.ts';
import { Problems } from './problem.ts';
import { diffConfig } from './schema-diff.ts';
import { completeDefaults, readConfig } from './schema-read.ts';
import { variant, type Fields } from './schema.ts';
import { toyFields as fields } from './toy-fields.ts';

function read(raw: unknown) {
  const problems = new Problems();
  return { config: readConfig(fields, raw, '/config', problems), problems: problems.list };
}

describe('readConfig', () => {
  test('fills in every default', () => {
    expect(read({}).config).toEqual({
      instances: 2,
      order: 'fifo',
      note: '',
      work: { is: 'lognormal', medianMs: 10, p99Ms: 40 },
      routes: [],
    });
    expect(read(undefined)).toEqual({ config: completeDefaults(fields), problems: [] });
  });

  test("an option left short takes the field's default if that is the same option, else the option's own", () => {
    const { config, problems } = read({
      routes: [
        {},
        { breaker: { is: 'course' } },
        { breaker: { is: 'window' } },
        { breaker: { cooldown: 9 } },
      ],
    });
    expect(problems).toEqual([]);
    expect(config.routes).toEqual([
      { path: '/', breaker: { is: 'course', failures: 3, cooldown: 30 } },
      { path: '/', breaker: { is: 'course', failures: 3, cooldown: 30 } },
      { path: '/', breaker: { is: 'window', failures: 20, counts: true } },
      { path: '/', breaker: { is: 'course', failures: 3, cooldown: 9 } },
    ]);
  });

  test.each([
    [{ instances: '3' }, 'wrong-type', '/config/instances'],
    [{ instances: null }, 'wrong-type', '/config/instances'],
    [{ instances: 21 }, 'out-of-range', '/config/instances'],
    [{ instances: 2.5 }, 'not-whole', '/config/instances'],
    [{ instances: NaN }, 'not-finite', '/config/instances'],
    [{ order: 'FIFO' }, 'unknown-choice', '/config/order'],
    [{ order: 'toString' }, 'unknown-choice', '/config/order'],
    [{ note: 'x'.repeat(21) }, 'too-long', '/config/note'],
    [{ work: 10 }, 'wrong-type', '/config/work'],
    [{ work: { is: 'constructor' } }, 'unknown-choice', '/config/work/is'],
    [{ work: { is: 'constant', medianMs: 1 } }, 'unknown-setting', '/config/work/medianMs'],
    [{ routes: {} }, 'wrong-type', '/config/routes'],
    [{ routes: [{}, {}, {}, {}, {}] }, 'too-many', '/config/routes'],
    [{ routes: [{}, 7] }, 'wrong-type', '/config/routes/1'],
    [{ routes: [{ 'a/b': 7 }] }, 'unknown-setting', '/config/routes/0/a~1b'],
    [JSON.parse('{"__proto__":{"instances":3}}'), 'unknown-setting', '/config/__proto__'],
    [[], 'wrong-type', '/config'],
    [null, 'wrong-type', '/config'],
  ])('%j is a problem: %s at %s', (raw, code, at) => {
    const { config, problems } = read(raw);
    expect(problems).toMatchObject([{ code, at }]);
    expect(Object.keys(config)).toEqual(Object.keys(fields));
  });

  test('an unknown setting comes with the nearest known name', () => {
    expect(read({ instnaces: 3 }).problems[0].params).toEqual({ name: 'instnaces', nearest: 'instances' });
    expect(read({ colour: 'red' }).problems[0].params).toEqual({ name: 'colour', nearest: '' });
  });

  test('a million unknown names are reported by the first few', () => {
    const raw = Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`k${i}`, 1]));
    expect(read(raw).problems.length).toBeLessThan(10);
  });

  test('a definition that contains itself is read to a bounded depth', () => {
    const more: { label: string; fields: Fields } = { label: 'more', fields: {} };
    const options = { leaf: { label: 'leaf', fields: {} }, more };
    const tree = variant({ label: 'tree', source: 'test', default: { is: 'leaf' }, options });
    more.fields = { tree };
    let raw: unknown = { is: 'leaf' };
    for (let i = 0; i < 10_000; i++) raw = { is: 'more', tree: raw };
    const problems = new Problems();
    readConfig({ tree }, { tree: raw }, '', problems);
    expect(problems.list.map(({ code }) => code)).toEqual(['too-deep']);
  });

  test('never throws and always gives a complete configuration without problems', () => {
    fc.assert(
      fc.property(fc.gen(), (data) => {
        const raw = drawnHostile(Object.keys(fields), (max) => data(fc.nat, max));
        const { config } = read(raw);
        expect(read(config)).toEqual({ config, problems: [] });
      }),
    );
  });
});

describe('diffConfig', () => {
  test('holds only what differs from the defaults', () => {
    const { config } = read({ instances: 2, work: { is: 'lognormal', p99Ms: 90 }, routes: [{ path: '/' }] });
    expect(diffConfig(fields, config)).toEqual({ work: { is: 'lognormal', p99Ms: 90 }, routes: [{}] });
  });

  test('reading the difference gives the configuration back, also through JSON', () => {
    fc.assert(
      fc.property(fc.gen(), (data) => {
        const config = drawnConfig(fields, (max) => data(fc.nat, max));
        const difference = diffConfig(fields, config);
        expect(read(JSON.parse(JSON.stringify(difference)))).toEqual({ config, problems: [] });
        expect(diffConfig(fields, read(difference).config)).toEqual(difference);
      }),
    );
  });
});
