import { expect, test } from 'vitest';
import { Problems } from '#lib/base/problem.ts';
import { readConfig } from '#lib/base/schema-read.ts';
import '#lib/policies/all-behaviours.ts';
import { policies } from '#lib/policies/policies.ts';

const breakers = policies.filter(({ family }) => family === 'breaking');
const presets = breakers.flatMap(({ policy, fields, presets = [] }) =>
  presets.map(({ name, config }) => ({ policy, name, config, fields })),
);

test.each(presets)(
  '$policy’s preset $name sets every option, each to what it may be',
  ({ config, fields }) => {
    expect(Object.keys(config).sort()).toEqual(Object.keys(fields).sort());
    const problems = new Problems();
    expect(readConfig(fields, config, '', problems)).toEqual(config);
    expect(problems.list).toEqual([]);
  },
);

test('every breaker stands under a heading', () => {
  for (const { group } of breakers) expect(group).toBeTruthy();
});
