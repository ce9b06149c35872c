import { describe, expect, test } from 'vitest';
import { determinismRules } from './tidy/determinism.ts';
import { importRules } from './tidy/imports.ts';
import { layers } from './tidy/layers.ts';
import { nameRules } from './tidy/names.ts';
import { type Rule, Source } from './tidy/rule.ts';
import { projectFiles } from './tidy/tree.ts';
import { wordRules } from './tidy/words.ts';

const rules: Rule[] = [...importRules, ...determinismRules, ...nameRules, ...wordRules];
const files = projectFiles();

describe('the house is in order:', () => {
  test.each(rules)('$claim', (rule) => {
    const complaints = files.flatMap((file) =>
      rule
        .find(file)
        .map(({ line, what }) => `${file.path}:${line}  ${what}\n    ${rule.claim}: ${rule.why}`),
    );
    expect(complaints.join('\n'), 'tidy').toBe('');
  });
});

describe('each rule can fail:', () => {
  test.each(rules)('$claim', ({ find, bad, good }) => {
    for (const [path, text] of bad) {
      expect(find(new Source(path, text)), `${path}\n${text}`).toHaveLength(1);
    }
    for (const [path, text] of good) {
      expect(find(new Source(path, text)), `${path}\n${text}`).toEqual([]);
    }
  });
});

test('the walk finds the project', () => {
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['package.json', '.npmrc', '.ci/run', 'src/app.html']));
});

test('no layer can reach itself through others, but for contracts and definitions', () => {
  const loops = Object.keys(layers).filter((layer) => reaches(layer, layer, new Set()));
  expect(loops).toEqual(['contract', 'definition']);
});

function reaches(from: string, goal: string, seen: Set<string>): boolean {
  return layers[from].sees.some((next) => {
    if (next === goal) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return reaches(next, goal, seen);
  });
}
