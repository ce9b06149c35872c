import { expect, test } from './playground.ts';

const WORKER = /\/workers\/.*\.js$/;
const WORKER_PARTS = /\/workers\/chunks\/.*\.js$/;

test.describe('an engine that cannot be started', () => {
  test.use({ expected: [/broken on purpose/] });

  test('is told with a way to go on, and no work is lost', async ({ playground }) => {
    const { page } = playground;
    await page.route(WORKER, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("broken on purpose")' }),
    );
    await page.goto('./');
    const trouble = page.getByRole('alert');
    await expect(trouble).toContainText('The engine could not go on');
    await expect(trouble).toContainText('Your work is safe.');
    await expect(playground.node('Gateway')).toBeVisible();
    await playground.rename('Named while it was down');

    await page.unroute(WORKER);
    await trouble.getByRole('button', { name: 'Restart the engine' }).click();
    await expect(trouble).toBeHidden();
    await expect(playground.outcome('ok')).not.toHaveText('0');
    await expect(page.getByLabel('Name of the scenario')).toHaveValue('Named while it was down');
  });
});

test.describe('a policy that cannot be loaded', () => {
  test.use({ expected: [/404/] });

  test('is told, and comes with another engine; no work is lost', async ({ playground }) => {
    const { page, inspector } = playground;
    await playground.open();
    await playground.rest();
    await page.route(WORKER_PARTS, (route) => route.fulfill({ status: 404 }));
    await playground.edge('Gateway', 'Payment').focus();
    await page.keyboard.press('Enter');
    await inspector.getByRole('button', { name: 'Breaker Course rule' }).press('Enter');
    await inspector.getByRole('combobox', { name: 'Circuit breaker' }).fill('opossum');
    await page.keyboard.press('Enter');

    const trouble = page.getByRole('alert');
    await expect(trouble).toContainText('The engine could not go on');
    await expect(trouble).toContainText('Your work is safe.');
    await expect(inspector.getByRole('button', { name: 'Breaker opossum' })).toBeVisible();

    await page.unroute(WORKER_PARTS);
    await trouble.getByRole('button', { name: 'Restart the engine' }).click();
    await expect(trouble).toBeHidden();
    await playground.play.click();
    await expect(playground.outcome('ok')).not.toHaveText('0');
    await expect(inspector.getByRole('button', { name: 'Breaker opossum' })).toBeVisible();
  });
});

test('an engine that never answers is given up after a while, and can be started again', async ({
  playground,
}) => {
  const { page } = playground;
  await page.route(WORKER, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'onmessage = () => { for (;;); }' }),
  );
  await page.goto('./');
  const trouble = page.getByRole('alert');
  await expect(trouble).toContainText('The engine has not answered for 10 seconds.', { timeout: 25_000 });

  await page.unroute(WORKER);
  await trouble.getByRole('button', { name: 'Restart the engine' }).click();
  await expect(trouble).toBeHidden();
  await expect(playground.outcome('ok')).not.toHaveText('0');
});

test('a run that breaks off half-way goes on where it was', async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.rest();
  await playground.rename('Half-way');
  const moment = await playground.moment();
  await page.evaluate(() => window.worker?.dispatchEvent(new ErrorEvent('error', { message: 'lost' })));
  const trouble = page.getByRole('alert');
  await expect(trouble).toContainText('The engine could not go on: lost.');
  await trouble.getByRole('button', { name: 'Restart the engine' }).click();
  await expect(trouble).toBeHidden();
  expect(await playground.moment()).toEqual(moment);
  await playground.play.click();
  await playground.reaches(moment.atMicros / 1e6 + 1);
});
