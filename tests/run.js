import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from '../src/cli/sources.js';

/**
 * `npm test`: every check there is, cheapest first; stops at the first stage that fails.
 * `npm test -- unit build` runs only the named stages. The last line says how many checks passed and failed.
 *
 * @typedef {{ passed: number, failed: number }} Counts
 * @typedef {{ command: string, count: (exitCode: number) => Counts }} Stage
 */

const results = join(root, 'test-results');

/** @type {Record<string, Stage>} */
const stages = {
  format: once('prettier --check .'),
  lint: once('eslint . --max-warnings 0'),
  types: once('npm run -s check'),
  tidy: vitest('tidy'),
  unit: vitest('unit'),
  theory: vitest('theory'),
  traces: vitest('traces'),
  swarm: vitest('swarm'),
  build: once('vite build --logLevel warn'),
  'end-to-end': playwright(),
};

process.exitCode = run(process.argv.slice(2));

/** @param {string[]} wanted */
function run(wanted) {
  const unknown = wanted.find((name) => !(name in stages));
  if (unknown) {
    console.error(`There is no stage "${unknown}". The stages are: ${Object.keys(stages).join(', ')}.`);
    return 2;
  }
  mkdirSync(results, { recursive: true });

  const total = { passed: 0, failed: 0 };
  for (const [name, stage] of Object.entries(stages)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const counts = runStage(name, stage);
    total.passed += counts.passed;
    total.failed += counts.failed;
    if (counts.failed > 0) {
      console.log(`\nThe stage "${name}" failed; later stages were not run.`);
      break;
    }
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 ? 1 : 0;
}

/**
 * @param {string} name
 * @param {Stage} stage
 */
function runStage(name, { command, count }) {
  console.log(`\n== ${name}`);
  const began = Date.now();
  const { status } = spawnSync(command, {
    cwd: root,
    shell: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: join(root, 'node_modules/.bin') + delimiter + process.env.PATH },
  });
  const { passed, failed } = count(status ?? 1);
  // A stage that fails outside its tests, or that found none to run, has failed all the same.
  const silent = failed === 0 && (status !== 0 || passed === 0);
  if (silent && passed === 0) console.log(`The stage "${name}" ran no checks.`);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`== ${name}: ${passed} passed, ${failed + Number(silent)} failed (${seconds} s)`);
  return { passed, failed: failed + Number(silent) };
}

/**
 * A tool that is one check: it passes or fails as a whole.
 *
 * @param {string} command
 * @returns {Stage}
 */
function once(command) {
  return {
    command,
    count: (exitCode) => ({ passed: Number(exitCode === 0), failed: Number(exitCode !== 0) }),
  };
}

/**
 * @param {string} project one of those in `vite.config.ts`
 * @returns {Stage}
 */
function vitest(project) {
  const file = freshReport(`${project}.json`);
  return {
    command: `vitest run --project ${project} --passWithNoTests --reporter=default --reporter=json --outputFile.json=${file}`,
    count() {
      const { numPassedTests, numTotalTests } = readReport(file, { numPassedTests: 0, numTotalTests: 0 });
      // A skipped test is a claim nobody checked, so it counts as failed.
      return { passed: numPassedTests, failed: numTotalTests - numPassedTests };
    },
  };
}

/** @returns {Stage} */
function playwright() {
  const file = freshReport('end-to-end.json');
  return {
    command: 'playwright test',
    count() {
      const { stats } = readReport(file, { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 } });
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped };
    },
  };
}

/** @param {string} name */
function freshReport(name) {
  const file = join(results, 'counts', name);
  rmSync(file, { force: true });
  return file;
}

/**
 * @template T
 * @param {string} file
 * @param {T} none what to say if the tool died before it wrote its report
 * @returns {T}
 */
function readReport(file, none) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return none;
  }
}
