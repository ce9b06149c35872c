import { gzipSync } from 'node:zlib';
import type { BrowserContext } from '@playwright/test';
import { expect, test } from './playground.ts';

/** Bytes of script, as a host sends them: compressed. */
const MOST_FOR_THE_PAGE = 200_000;
const MOST_FOR_THE_WORKER = 60_000;

test('the first screen is there, and traffic on it, after little script', async ({ playground }) => {
  const { page, inspector } = playground;
  // What is likely to be asked for next comes when the browser is idle; here it never is.
  await page.addInitScript(() => (window.requestIdleCallback = () => 0));
  const loaded = scriptsOf(page.context());
  await playground.open();
  await expect(inspector.getByRole('heading', { name: 'Reference layout' })).toBeVisible();
  await expect(inspector.getByRole('row', { name: /Gateway/ })).toBeVisible();
  await expect(playground.outcome('ok')).not.toHaveText('0');
  await expect.poll(() => playground.drawnPixels()).toBeGreaterThan(0);

  const scripts = await Promise.all(loaded);
  const [worker, own] = [true, false].map((isOfWorker) =>
    scripts.filter(({ name }) => name.startsWith('workers/') === isOfWorker),
  );
  expect(bytesOf(own), listOf(own)).toBeLessThanOrEqual(MOST_FOR_THE_PAGE);
  expect(bytesOf(worker), listOf(worker)).toBeLessThanOrEqual(MOST_FOR_THE_WORKER);
  // If nothing was seen, nothing was held to anything.
  expect(own.length).toBeGreaterThan(0);
  expect(worker.length).toBeGreaterThan(0);
});

test('what is likely to be asked for next is fetched when the browser is idle', async ({ playground }) => {
  const { page, inspector } = playground;
  const loaded = scriptsOf(page.context());
  await playground.open();
  await playground.rest();
  const before = loaded.length;
  await expect.poll(() => loaded.length).toBeGreaterThan(before + 5);
  await page.waitForLoadState('networkidle');
  // From now on the line is dead; what a click needs is here.
  await page.context().setOffline(true);
  await playground.edge('Gateway', 'Payment').focus();
  await page.keyboard.press('Enter');
  await expect(inspector.getByRole('button', { name: 'Breaker Course rule' })).toBeVisible();
});

interface Script {
  readonly name: string;
  readonly bytes: number;
}

/** The scripts that a page and its workers load from now on. */
function scriptsOf(context: BrowserContext): Promise<Script>[] {
  const scripts: Promise<Script>[] = [];
  context.on('response', (response) => {
    const [, name] = /\/immutable\/(.*\.js)$/.exec(response.url()) ?? [];
    if (name === undefined) return;
    scripts.push(response.body().then((body) => ({ name, bytes: gzipSync(body).length })));
  });
  return scripts;
}

function bytesOf(scripts: readonly Script[]): number {
  return scripts.reduce((sum, { bytes }) => sum + bytes, 0);
}

function listOf(scripts: readonly Script[]): string {
  return scripts.map(({ name, bytes }) => `${name} ${bytes}`).join('\n');
}
