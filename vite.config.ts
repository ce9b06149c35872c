import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { machineTables } from './src/cli/machine-tables.js';

/** Each long-running family of tests is a project of its own, so that it can be run and timed alone. */
const families = ['theory', 'traces', 'swarm'];

export default defineConfig({
  plugins: [sveltekit()],
  worker: { format: 'es', plugins: () => [machineTables()] },
  test: {
    projects: [
      // It reads every file of the project, on a machine that may be busy.
      project('tidy', ['tests/tidy.test.ts'], { testTimeout: 60_000 }),
      project('unit', ['src/**/*.test.ts', 'tests/**/*.test.ts'], {
        // Properties with many cases, on a machine that may be busy.
        testTimeout: 30_000,
        exclude: [
          'src/**/*.svelte.test.ts',
          'tests/tidy.test.ts',
          ...families.map((family) => `tests/${family}/**`),
        ],
      }),
      // These run the engine's bundle: the module runner of Vite is ten times slower on hot code.
      ...families.map((family) =>
        project(family, [`tests/${family}/**/*.test.ts`], {
          globalSetup: ['tests/bundle-once.ts'],
          testTimeout: 120_000,
        }),
      ),
    ],
  },
});

function project(name: string, include: string[], rest: object = {}) {
  return {
    extends: true as const,
    test: { name, include, environment: 'node' as const, expect: { requireAssertions: true }, ...rest },
  };
}
