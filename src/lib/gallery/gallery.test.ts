import { expect, test } from 'vitest';
import '#lib/policies/all-behaviours.ts';
import { house } from '#lib/scenario/house.ts';
import { readScenario } from '#lib/scenario/validate.ts';
import { gallery } from './gallery.ts';

const abouts = import.meta.glob('./*/about.md');
const claims = import.meta.glob('./*/claim.test.ts');

test.each([...gallery.values()])(
  '$name is a document like any other, with nothing to complain of',
  (entry) => {
    expect(readScenario(entry.scenario, house).problems).toEqual([]);
  },
);

test.each([...gallery.keys()].filter((name) => name !== 'reference'))(
  '%s says what it shows, and proves it',
  (name) => {
    expect(Object.keys(abouts)).toContain(`./${name}/about.md`);
    expect(Object.keys(claims)).toContain(`./${name}/claim.test.ts`);
  },
);
