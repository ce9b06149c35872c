import { galleryLink } from './links.ts';
import { expect, test } from './playground.ts';

// Order-2 is killed at 12 s, and its lease runs out at 38 s.
test('the registry opened: who is listed, how long each has been silent, and who is a ghost', async ({
  playground,
}) => {
  const { inspector, node, page } = playground;
  await playground.open(await galleryLink('ghost-instance', 30));
  await node('Registry').focus();
  await page.keyboard.press('Enter');
  const table = inspector.getByRole('table', { name: 'Order 3 listed' });
  await expect(table.getByRole('columnheader')).toHaveText(['Instance', 'State', 'Heard', 'Drops in']);
  await expect(table.getByRole('row', { name: /^Order-1 10\.0\.4\.1:8080 live/ })).toHaveText(
    /\d(\.\d)? s\s+2\d s$/,
  );
  const late = table.getByRole('row', { name: /^Order-2/ });
  await expect(late).toHaveText(/late\s*23 s\s+7\.4 s/);
  await expect(table).toContainText(/ghost: down, still listed · \d{3} calls to a ghost in 18 s/);
  await expect(node('Registry')).toContainText('1 ghost');
  await expect(node('Registry')).toContainText('Leases and watches');

  // Dropped: the line is struck out with the reason, the card says so, and then it is gone.
  await playground.seek(39);
  await expect(inspector).toContainText(/dropped 1 s ago: it was silent for 30\.622 s; the lease is 30 s/);
  await expect(node('Registry')).toContainText('dropped Order-2');
  await playground.seek(45);
  await expect(inspector.getByRole('table', { name: 'Order 2 listed' })).toBeVisible();
  await expect(inspector.getByRole('row', { name: /^Order-2/ })).toHaveCount(0);
});

test('a caller’s copy opened beside it, with what differs marked', async ({ playground }) => {
  const { inspector, node, page } = playground;
  const changes = { mechanism: { is: 'leased', watch: false, refreshSeconds: 60 } };
  await playground.open(await galleryLink('ghost-instance', 45, { n3: changes }));
  await node('Registry').focus();
  await page.keyboard.press('Enter');
  await expect(inspector.getByRole('combobox', { name: 'Copy of' })).toContainText('Gateway (1 differ)');
  const copy = inspector.getByRole('table', { name: /^Order heard 4\d s ago/ });
  await expect(copy.getByRole('row', { name: 'Order-1' })).toContainText('in rotation');
  await expect(copy.getByRole('row', { name: 'Order-2' })).toContainText(
    'stale, a ghost: the registry dropped it',
  );
  await expect(playground.canvas).toContainText(
    /Gateway’s copy is 4\d s old; Order-2 died 33 s ago; Registry does not list it any more\./,
  );
});

test('a ghost being called is counted on its card, and the sentence says why', async ({ playground }) => {
  const { canvas, inspector, node } = playground;
  await playground.open(await galleryLink('ghost-instance', 30));
  await expect(canvas).toContainText(
    /Gateway’s copy is [\d.]+ s old; Order-2 died 18 s ago; Registry will drop it in 7\.4 s\. \d{3} calls to a ghost in 18 s\./,
  );
  await expect(node('Order').getByRole('img', { name: /^Order-2: ghost/ })).toHaveAccessibleName(
    /^Order-2: ghost, down but still listed; \d{3} calls met nobody$/,
  );
  await canvas.getByRole('button', { name: 'Show me why' }).click();
  await inspector.getByRole('radio', { name: 'Order-2, down' }).check({ force: true });
  await expect(inspector).toContainText(/A ghost\. Gateway’s copy is [\d.]+ s old; Order-2 died 18 s ago/);
  await expect(inspector).toContainText(/\d{3} calls to a ghost in 18 s/);
});

test('one control switches the registry to another product, and its card says which', async ({
  playground,
}) => {
  const { canvas, inspector, node, page } = playground;
  await playground.open(await galleryLink('ghost-instance', 30));
  await node('Registry').focus();
  await page.keyboard.press('Enter');
  const mechanism = inspector.getByRole('combobox', { name: 'Mechanism' });
  await mechanism.fill('netflix');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(mechanism).toHaveValue('Eureka + Ribbon');
  await expect(node('Registry')).toContainText('Eureka + Ribbon');
  await expect(inspector.getByRole('table', { name: /^Order 3 listed/ })).toContainText('renewed');
  await expect(canvas).toContainText(
    /Order-2 died 18 s ago; Registry \(Eureka \+ Ribbon\) will drop it in 1\d\d s/,
  );
  await inspector.getByRole('button', { name: 'Fast demo' }).click();
  await expect(canvas).not.toContainText(
    'Order-2 died 18 s ago; Registry (Eureka + Ribbon) will drop it in 1',
  );
});

test('a rolling deployment: who comes, who goes, and what the registry hears of it', async ({
  playground,
}) => {
  const { inspector, node, page } = playground;
  await playground.open(await galleryLink('rolling-deployment', 21));
  await expect(node('Orders')).toContainText('2 of 4 new');
  const old = ['Orders-1: up, version 1', 'Orders-2: stopping, version 1'];
  for (const life of [...old, 'Orders-5: up, version 2', 'Orders-7: starting, version 2'])
    await expect(node('Orders').getByRole('img', { name: life, exact: true })).toBeVisible();
  await expect(node('Registry')).toContainText('4 instances said goodbye');
  await node('Registry').focus();
  await page.keyboard.press('Enter');
  const orders = inspector.getByRole('table', { name: 'Orders 3 listed' });
  await expect(orders).toContainText('dropped 2 s ago: it said goodbye');
  await expect(orders.getByRole('row', { name: /^Orders-5 10\.0\.4\.5:8080 live/ })).toBeVisible();
  await expect(inspector.getByRole('table', { name: /^Orders heard/ })).toContainText('Orders-5');

  await orders.getByRole('button', { name: 'Orders-2' }).click();
  await expect(inspector.getByRole('radio', { name: 'Orders-2, stopping' })).toBeChecked();
});

test('every shape is in the legend', async ({ playground }) => {
  const { canvas } = playground;
  await playground.open(await galleryLink('ghost-instance', 5));
  const more = canvas.getByRole('button', { name: 'all shapes' });
  await more.press('Enter');
  await expect(canvas.getByRole('region', { name: 'Discovery' }).getByRole('listitem')).toHaveCount(7);
  await expect(canvas.getByRole('region', { name: 'Instances' })).toContainText('ghost: still listed');
  await more.press('Escape');
  await expect(canvas.getByRole('region', { name: 'Discovery' })).toBeHidden();
});
