import { referenceLink } from './links.ts';
import { expect, Playground, test } from './playground.ts';

test('a reload brings everything back: scenario, script, moment, selection, and what can be undone', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await playground.suggestion('Break Payment').click();
  await playground.pace.selectOption('5');
  await expect(playground.event('/payments breaker: closed → open')).toBeVisible();
  await playground.rest();
  await page.getByLabel('Name of the scenario').fill('Friday, 16:55');
  await page.keyboard.press('Enter');
  await expect(playground.saved).toBeVisible();
  const moment = await playground.moment();

  await page.reload();
  await playground.ready();
  expect(await playground.moment()).toEqual(moment);
  await expect(page.getByLabel('Name of the scenario')).toHaveValue('Friday, 16:55');
  await expect(playground.event('Payment fails 100 %')).toBeVisible();
  await expect(playground.inspector.getByRole('heading', { name: '/payments breaker' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByLabel('Name of the scenario')).toHaveValue('Reference layout');
});

test('what is done after a link was opened, or shared, survives a reload', async ({ playground }) => {
  const { page } = playground;
  const name = page.getByLabel('Name of the scenario');
  await playground.open(await referenceLink(20));
  await playground.rename('After opening');
  await page.reload();
  await playground.ready();
  await expect(name).toHaveValue('After opening');

  await playground.share();
  await playground.rename('After sharing');
  await page.reload();
  await playground.ready();
  await expect(name).toHaveValue('After sharing');
});

test('a second tab takes up the latest work and never overwrites that of the first', async ({
  playground,
  context,
}) => {
  await playground.open();
  await playground.rest();
  await playground.rename('First tab');

  const second = new Playground(await context.newPage());
  await second.open();
  await expect(second.page.getByLabel('Name of the scenario')).toHaveValue('First tab');
  await second.rename('Second tab');

  await playground.page.reload();
  await playground.ready();
  await expect(playground.page.getByLabel('Name of the scenario')).toHaveValue('First tab');
  await second.page.reload();
  await second.ready();
  await expect(second.page.getByLabel('Name of the scenario')).toHaveValue('Second tab');
});

test('a new canvas leaves the old work among the recent ones', async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.rest();
  await playground.rename('Worth keeping');
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await expect(page.getByLabel('Name of the scenario')).toHaveValue('Untitled');

  await page.getByRole('button', { name: 'Gallery', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Worth keeping/ })
    .click();
  await expect(page.getByLabel('Name of the scenario')).toHaveValue('Worth keeping');
  await expect(playground.node('Gateway')).toBeVisible();
});

test('a scenario that takes the place of another has all of its edges, be its nodes called alike', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  // Here the third node is a client; there it is the registry.
  await expect(playground.node('Partner API')).toBeVisible();
  await page.getByRole('button', { name: 'Gallery', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^A registry with heartbeats/ })
    .click();
  await expect(playground.edge('Shop', 'Orders')).toBeVisible();
  await expect(playground.edge('Shop', 'Consul')).toBeAttached();
  await expect(playground.edge('Orders', 'Consul')).toBeAttached();
});
