import { expect, test } from './playground.ts';

const LOG = [
  'atMs,outcome,durationMs',
  ...Array.from({ length: 8 }, (_, n) => `${n * 100},error,10`),
  ...Array.from({ length: 8 }, (_, n) => `${60_000 + n * 100},ok,10`),
].join('\n');

test('the lab runs two policies on the same arrivals, those of a file too', async ({ page, playground }) => {
  await playground.open();
  await page.getByRole('button', { name: 'Lab' }).click();
  const lab = page.getByRole('dialog', { name: 'Try policies on a log' });
  const row = (name: string) => lab.getByRole('row', { name });
  await expect(row('reached the callee')).toBeVisible();
  await expect(lab.getByRole('img', { name: /^A: / })).toHaveCount(1);

  const file = { name: 'night.csv', mimeType: 'text/csv', buffer: Buffer.from(LOG) };
  await lab.getByLabel('Open a log').setInputFiles(file);
  await expect(lab.getByText('16 rows')).toBeVisible();
  // The course's breaker trips at the fifth failure and refuses three; Resilience4j has not seen a hundred calls.
  await expect(row('reached the callee').getByRole('cell')).toHaveText(['13', '16']);
  await expect(row('changes of state').getByRole('cell')).toHaveText(['3', '0']);

  const bad = { ...file, buffer: Buffer.from('atMs,outcome,durationMs\n1,ok,2\n2,perhaps,2\n') };
  // Far below, among the settings: a file can be dropped there too.
  await lab.evaluate((window) => window.scrollTo(0, window.scrollHeight));
  await lab.getByLabel('Open a log').setInputFiles(bad);
  await expect(lab.getByRole('alert')).toContainText('Line 3: “perhaps” is no outcome.');
  await expect(lab.getByRole('alert')).toBeInViewport({ ratio: 0.99 });
  await expect(lab.getByRole('button', { name: 'Close' })).toBeInViewport();
  await expect(lab.getByText('16 rows')).toBeVisible();
});

test('a log dropped on the inside of an edge is tried on its policy', async ({ page, playground }) => {
  await playground.open();
  await playground.edge('Gateway', 'Payment').focus();
  await page.keyboard.press('Enter');
  const zone = playground.inspector.getByRole('group', { name: /^Drop a log here/ });
  await expect(zone).toBeVisible();
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'night.csv', { type: 'text/csv' }));
    return data;
  }, LOG);
  await zone.dispatchEvent('drop', { dataTransfer: transfer });
  const lab = page.getByRole('dialog', { name: 'Try policies on a log' });
  await expect(lab.getByText('16 rows')).toBeVisible();
  await expect(lab.getByRole('combobox', { name: 'A', exact: true })).toHaveValue('Course rule');
  await expect(lab.getByRole('row', { name: 'turned away' }).getByRole('cell').first()).toHaveText('3');
});
