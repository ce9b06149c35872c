import { expect, test } from './playground.ts';

test('the theme follows the system until it is chosen, and the choice is kept', async ({ playground }) => {
  const { page } = playground;
  const root = page.locator('html');
  await page.emulateMedia({ colorScheme: 'dark' });
  await playground.open();
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'Theme: system' }).click();
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.reload();
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.getByRole('button', { name: 'Theme: light' }).click();
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'Theme: dark' }).click();
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(root).toHaveAttribute('data-theme', 'light');
});

test('simulated time runs from a thousandth to a hundred times as fast', async ({ playground }) => {
  await playground.open();
  for (const [speed, words] of [
    ['0.001', '×0.001'],
    ['1', '×1'],
    ['20', '×20'],
    ['100', '×100'],
  ]) {
    await playground.pace.selectOption(speed);
    await expect(playground.time.getByRole('slider', { name: 'Speed' })).toHaveAttribute(
      'aria-valuetext',
      words,
    );
  }
  const from = await playground.seconds();
  await playground.reaches(from + 300);
  await expect(playground.outcomeNow('ok')).toHaveText(/\d+\/s/);
  await playground.pace.selectOption('deliberate');
  await playground.rest();
});

test('who wants less motion gets steps, and the same numbers', async ({ playground }) => {
  await playground.page.emulateMedia({ reducedMotion: 'reduce' });
  await playground.open();
  await expect(playground.outcome('ok')).not.toHaveText('0');
  await playground.suggestion('Break Payment').click();
  await playground.pace.selectOption('5');
  await expect(playground.event('/payments breaker: closed → open')).toBeVisible();
  // Nothing on the page moves by itself: all motion is the run's.
  expect(
    await playground.page.evaluate(
      () =>
        document.getAnimations().filter(({ playState, effect }) => {
          return playState === 'running' && Number(effect?.getComputedTiming().duration) > 10;
        }).length,
    ),
  ).toBe(0);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('a run can be watched, broken and looked into', async ({ playground }) => {
    const { page } = playground;
    await playground.open();
    await expect(playground.node('Gateway')).toContainText(/\d+\/s/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

    await page.getByRole('button', { name: 'Break Payment' }).tap();
    await page.getByRole('button', { name: 'Charts, events and speed' }).tap();
    await playground.pace.selectOption('5');
    await page.getByRole('button', { name: 'Events', exact: true }).tap();
    await expect(playground.event('/payments breaker: closed → open')).toBeVisible();
    await page.getByRole('button', { name: 'Charts, events and speed' }).tap();
    await expect(playground.canvas).toContainText('The breaker of /payments');
    await page.getByRole('button', { name: 'Details' }).tap();
    await expect(playground.inspector.getByRole('heading', { name: '/payments breaker' })).toBeVisible();
    await playground.inspector.evaluate((sheet) => sheet.scrollTo(0, sheet.scrollHeight));
    await expect(playground.inspector.getByRole('button', { name: 'Close' })).toBeInViewport();
    await page.getByRole('button', { name: 'Pause', exact: true }).tap();
    await expect(playground.play).toBeVisible();
  });
});
