import { violations } from './axe.ts';
import { galleryLink, placedLink, referenceLink } from './links.ts';
import { expect, test } from './playground.ts';

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of sizes) {
    test.describe(`${colorScheme}, ${viewport.width} wide`, () => {
      test.use({ colorScheme, viewport });

      test('axe finds nothing, whatever is looked at', async ({ playground }) => {
        const isPhone = viewport.width < 600;
        const details = playground.page.getByRole('button', { name: 'Details', exact: true });
        await playground.open(await referenceLink(12));
        expect(await violations(playground)).toEqual([]);

        await playground.suggestion('Break Payment').click();
        await expect(playground.canvas).toContainText('The breaker of /payments is open.');
        await playground.rest();
        if (isPhone) await details.click();
        await expect(playground.inspector.getByRole('heading', { name: '/payments breaker' })).toBeVisible();
        expect(await violations(playground)).toEqual([]);

        await playground.inspector.getByRole('combobox', { name: 'Circuit breaker' }).fill('o');
        await expect(playground.inspector.getByRole('option').first()).toBeVisible();
        expect(await violations(playground)).toEqual([]);
        await playground.page.keyboard.type('nothing is called so');
        await expect(playground.inspector.getByRole('option')).toContainText('Nothing is called');
        expect(await violations(playground)).toEqual([]);
        await playground.page.keyboard.press('Escape');

        for (const label of ['Search', 'Registry']) {
          await playground.node(label).focus();
          await playground.page.keyboard.press('Enter');
          await expect(playground.inspector.getByRole('heading', { name: label, exact: true })).toBeVisible();
          expect(await violations(playground)).toEqual([]);
        }

        await playground.edge('Gateway', 'Order').focus();
        await playground.page.keyboard.press('Enter');
        await playground.inspector.getByRole('button', { name: 'Put a load balancer in between' }).click();
        await expect(playground.inspector.getByRole('heading', { name: 'Order LB' })).toBeVisible();
        expect(await violations(playground)).toEqual([]);
      });
    });
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`${colorScheme}, with datacenters`, () => {
    test.use({ colorScheme });

    test('axe finds nothing, whole, cut off and without power', async ({ playground }) => {
      await playground.open(await placedLink(5));
      expect(await violations(playground)).toEqual([]);
      await playground.canvas.getByRole('button', { name: 'West datacenter' }).click();
      await playground.inspector.getByText('East').first().click();
      await playground.inspector.getByRole('button', { name: 'Partition …' }).click();
      expect(await violations(playground)).toEqual([]);
      await playground.inspector.getByRole('button', { name: 'Partition now' }).click();
      await playground.inspector.getByRole('button', { name: 'Power cut' }).click();
      await expect(playground.canvas.getByText('no power')).toBeVisible();
      expect(await violations(playground)).toEqual([]);
      await playground.node('Orders').click();
      await expect(playground.inspector.getByRole('region', { name: 'Stands in' })).toBeVisible();
      expect(await violations(playground)).toEqual([]);
    });
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('axe finds nothing about ghosts, whoever is asked', async ({ playground }) => {
      const { canvas, inspector, node, page } = playground;
      await playground.open(await galleryLink('ghost-instance', 30));
      for (const label of ['Registry', 'Order']) {
        await node(label).focus();
        await page.keyboard.press('Enter');
        if (label === 'Order') await inspector.getByRole('radio', { name: 'Order-2, down' }).press('Space');
        await expect(inspector).toContainText('calls to a ghost');
        if (label === 'Registry') await canvas.getByRole('button', { name: 'all shapes' }).click();
        expect(await violations(playground)).toEqual([]);
      }
    });
  });
}

test('axe finds nothing in the dialogs and on a blank canvas', async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await playground.rest();
  await page.getByRole('button', { name: 'Gallery', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Gallery' })).toBeVisible();
  expect(await violations(playground)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  expect(await violations(playground)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await expect(playground.canvas).toContainText('Build something that can break');
  expect(await violations(playground)).toEqual([]);
});
