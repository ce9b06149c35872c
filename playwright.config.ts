import { defineConfig } from '@playwright/test';
import { chromiumPath, firefoxPath } from './tests/e2e/browsers.ts';

const port = Number(process.env.HALFOPEN_PORT ?? 4173);

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '*.spec.ts',
  // Reports and traces apart: Playwright empties its output folder when it starts.
  outputDir: 'test-results/end-to-end',
  reporter: [['list'], ['json', { outputFile: 'test-results/counts/end-to-end.json' }]],
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  use: { baseURL: `http://localhost:${port}/`, trace: 'retain-on-failure' },
  webServer: {
    command: `node src/cli/start.js --port ${port}`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    timeout: 180_000,
  },
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        launchOptions: {
          executablePath: chromiumPath(),
          // Without --disable-gpu a machine that has no GPU draws the canvas at a few frames a second.
          args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      },
    },
    {
      // Only what a second engine can tell us: above all that it computes the same digests.
      name: 'firefox',
      grep: /@firefox/,
      use: {
        browserName: 'firefox',
        // Playwright drives an unpatched Firefox through this channel, over WebDriver BiDi.
        channel: 'moz-firefox',
        launchOptions: { executablePath: firefoxPath() },
      },
    },
  ],
});
