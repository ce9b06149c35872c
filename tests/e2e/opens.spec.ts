import { expect, test } from './playground.ts';

test('the playground opens without an error', { tag: '@firefox' }, async ({ page, playground }) => {
  const response = await page.goto('./');

  expect(response?.status()).toBe(200);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Halfopen');
  await playground.ready();
});
