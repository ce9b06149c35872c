import { violations } from './axe.ts';
import { expect, test } from './playground.ts';

test('the mechanisms are compared, and each figure says where it comes from', async ({ page }) => {
  await page.goto('./compare/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('How the discovery mechanisms compare');

  const legend = page.getByRole('list', { name: 'Where the figures come from' });
  await expect(legend.getByRole('listitem')).toHaveText([/given/, /assumed/, /measured/]);
  const table = page.getByRole('table', { name: 'The mechanisms side by side' });
  await expect(table.getByRole('row', { name: /^Hard-coded addresses/ })).toContainText('for ever');
  const eureka = table.getByRole('row', { name: /^Eureka/ });
  await expect(eureka.getByRole('cell', { name: '5 ms assumed' })).toBeVisible();
  await expect(eureka.getByRole('cell', { name: 'AWS and Spring given' })).toBeVisible();
  await expect(eureka.getByRole('cell', { name: /^\d+ s measured$/ })).toHaveCount(2);

  const crash = page.getByRole('article', { name: 'crash Eureka + Ribbon, defaults' });
  await expect(crash.getByRole('img', { name: /^Histogram of 400 seeds: measured/ })).toBeVisible();
  await expect(crash).toContainText(
    /measured 2[34]\d\.\d ± \d\.\d s \(\d+ to \d+\); derived 240 s \(150 to 330\)/,
  );
  await expect(page.getByRole('img', { name: /^Load and staleness by interval/ })).toBeVisible();
});

test('it can be read before any script has come', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('./compare/');
  await expect(page.getByRole('row', { name: /^Eureka/ })).toBeVisible();
  await context.close();
});

test('from the registry to the comparison, and from there to a mechanism at work', async ({ playground }) => {
  const { page, inspector } = playground;
  await playground.open();
  await playground.rest();
  await playground.node('Registry').focus();
  await page.keyboard.press('Enter');
  await inspector.getByRole('link', { name: 'How the mechanisms compare' }).press('Enter');
  await page.getByRole('link', { name: /^DNS during a rollout/ }).press('Enter');
  await playground.ready();
  await expect(page.getByLabel('Name of the scenario')).toHaveValue('DNS during a rollout');
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1440]) {
    test.describe(`${colorScheme}, ${width} wide`, () => {
      test.use({ colorScheme, viewport: { width, height: 844 } });

      test('axe finds nothing in the comparison, and only its table is scrolled sideways', async ({
        page,
      }) => {
        await page.goto('./compare/');
        await expect(page.getByRole('link', { name: /^DNS during a rollout/ })).toBeVisible();
        expect(await violations({ page })).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      });
    });
  }
}
