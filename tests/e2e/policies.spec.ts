import { expect, test } from './playground.ts';

test.beforeEach(async ({ playground }) => {
  await playground.open();
  await playground.rest();
});

test('a policy is found by typing and chosen with the keyboard alone', async ({ playground }) => {
  const { page, inspector } = playground;
  await playground.edge('Gateway', 'Payment').focus();
  await page.keyboard.press('Enter');
  await inspector.getByRole('button', { name: 'Breaker Course rule' }).press('Enter');
  const section = inspector.getByRole('button', { name: 'Circuit breaker', exact: true });
  await expect(section).toBeFocused();
  await expect(section).toHaveAttribute('aria-expanded', 'true');

  await page.keyboard.press('Tab');
  const chooser = inspector.getByRole('combobox', { name: 'Circuit breaker' });
  await expect(chooser).toBeFocused();
  await page.keyboard.type('sliding window');
  const options = inspector.getByRole('listbox', { name: 'Circuit breaker' }).getByRole('option');
  await expect(options).toHaveCount(1);
  await expect(options).toContainText('Opens by the rate of failed or slow calls');
  await page.keyboard.press('Enter');
  await expect(options).toHaveCount(0);
  await expect(chooser).toHaveValue('Resilience4j');
  await expect(inspector.getByRole('button', { name: 'Breaker Resilience4j' })).toBeVisible();
  await expect(inspector.getByLabel('Failure rate threshold', { exact: true })).toHaveValue('50');

  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Control+z');
  await expect(chooser).toHaveValue('Course rule');
});

test('leaving the search changes nothing', async ({ playground }) => {
  const { page, inspector } = playground;
  await playground.edge('Gateway', 'Payment').focus();
  await page.keyboard.press('Enter');
  const chooser = inspector.getByRole('combobox', { name: 'Circuit breaker' });
  const list = inspector.getByRole('listbox', { name: 'Circuit breaker' });
  await chooser.focus();
  await page.keyboard.press('ArrowDown');
  await expect(list.getByRole('option').nth(8)).toBeAttached();
  await page.keyboard.press('PageDown');
  const last = list.getByRole('option').last();
  await expect(last).toHaveAttribute('data-highlighted');
  // All of it, but for a part of a pixel at the edge of what scrolls.
  await expect(last).toBeInViewport({ ratio: 0.99 });
  await page.keyboard.type('no such thing');
  await expect(list).toContainText('Nothing is called “no such thing”');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect(chooser).toHaveValue('Course rule');
  await expect(chooser).toBeFocused();
  await page.keyboard.type('polly');
  await expect(list.getByRole('option')).toHaveText(/^\s*Polly v8/);
  await page.keyboard.press('Tab');
  await expect(list).toBeHidden();
  await expect(chooser).toHaveValue('Course rule');
});

test('a policy is chosen by pointer', async ({ playground }) => {
  const { page, inspector } = playground;
  await playground.edge('Gateway', 'Payment').focus();
  await page.keyboard.press('Enter');
  const chooser = inspector.getByRole('combobox', { name: 'Circuit breaker' });
  await chooser.click();
  await inspector.getByRole('option', { name: 'none' }).click();
  await expect(chooser).toHaveValue('none');
  await expect(inspector.getByRole('button', { name: 'Breaker none' })).toBeVisible();
});

test('an edge that ejects hosts still tells of its breaker first, and says which machine is which', async ({
  playground,
}) => {
  const { page, inspector } = playground;
  await playground.edge('Gateway', 'Payment').focus();
  await page.keyboard.press('Enter');
  await inspector.getByRole('button', { name: 'Host ejection none' }).click();
  await inspector.getByRole('combobox', { name: 'Host ejection' }).click();
  await inspector.getByRole('option', { name: 'Envoy outlier detection' }).click();
  await expect(inspector.getByRole('region').first()).toHaveAccessibleName('Circuit breaker');
  await expect(inspector.getByRole('region', { name: 'Host ejection: Payment-1' })).toBeVisible();
  await expect(inspector.getByRole('heading', { name: '/payments breaker' })).toBeVisible();
  // Those who may be started later do not stand yet.
  await expect(inspector.getByRole('radio')).toHaveCount(2);
});

test('sections fold to a line that says what is chosen', async ({ playground }) => {
  const { page, inspector } = playground;
  await playground.edge('Gateway', 'Payment').focus();
  await page.keyboard.press('Enter');
  await expect(inspector.getByRole('button', { name: 'Load balancing Round robin' })).toBeVisible();
  const breaker = inspector.getByRole('button', { name: 'Circuit breaker', exact: true });
  await breaker.click();
  const folded = inspector.getByRole('button', { name: 'Circuit breaker Course rule' });
  await expect(folded).toHaveAttribute('aria-expanded', 'false');
  await expect(inspector.getByRole('combobox', { name: 'Circuit breaker' })).toBeHidden();
});

test('calls out per call in are told of every tier, and of one node edge by edge', async ({ playground }) => {
  const { page, inspector } = playground;
  await playground.seek(12);
  const meter = inspector.getByRole('region', { name: 'Calls out per call in' });
  await expect(meter.getByRole('row', { name: /Gateway 1\.0× 1\.0×/ })).toBeVisible();
  await expect(meter.getByRole('row', { name: /Order 2\.0× 2\.0×/ })).toBeVisible();
  await playground.node('Order').focus();
  await page.keyboard.press('Enter');
  await expect(meter.getByRole('row', { name: /to Kafka 1\.0× 1\.0×/ })).toBeVisible();
  await expect(meter.getByRole('row', { name: /all 2\.0× 2\.0×/ })).toBeVisible();
});
