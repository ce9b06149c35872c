import { expect, test } from './playground.ts';

test('with the keyboard alone: play, seek, select, kill an instance, undo', async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await page.keyboard.press('Space');
  await expect(playground.play).toBeVisible();
  await page.keyboard.press('Space');
  await expect(playground.pause).toBeVisible();
  await page.keyboard.press('Space');
  await playground.seek(12);

  await playground.node('Search').focus();
  await page.keyboard.press('Enter');
  await expect(playground.inspector.getByRole('heading', { name: 'Search', exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(playground.inspector).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(playground.inspector.getByRole('radio', { name: 'Search-1, up' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(playground.inspector.getByRole('radio', { name: 'Search-2, up' })).toBeChecked();
  const kill = playground.inspector.getByRole('button', { name: 'Kill instance' });
  await page.keyboard.press('Tab');
  await expect(kill).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(playground.inspector.getByRole('radio', { name: 'Search-2, down' })).toBeChecked();
  await expect(kill).toBeDisabled();

  await page.keyboard.press('Control+z');
  await expect(playground.inspector.getByRole('radio', { name: 'Search-2, up' })).toBeChecked();
});

test('a fault is aimed with the keyboard', async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.rest();
  await playground.fault('Kill instance').press('Enter');
  await expect(playground.canvas.getByText('Kill instance: pick a target.')).toBeVisible();
  await playground.node('Order').focus();
  await page.keyboard.press('Enter');
  await expect(playground.node('Order').getByRole('img', { name: 'Order-1: ghost' })).toBeVisible();
});

test('the keys are listed', async ({ playground }) => {
  await playground.open();
  await playground.page.keyboard.press('?');
  const list = playground.page.getByRole('dialog', { name: 'Keyboard' });
  await expect(list).toContainText('Play or pause');
  await playground.page.keyboard.press('Escape');
  await expect(list).toBeHidden();
});

test('what happens is said to those who do not see it', async ({ playground }) => {
  await playground.open();
  await playground.suggestion('Break Payment').click();
  await playground.pace.selectOption('5');
  await expect(playground.page.getByTestId('announcer')).toContainText('/payments breaker is open');
});
