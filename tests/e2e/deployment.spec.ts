import { galleryLink } from './links.ts';
import { expect, test } from './playground.ts';

// Both services are deployed at 15 s; two new instances serve from 19 s on, and it is over at 23 s.
test('a rolling deployment on screen: old and new beside each other, how far it is, and why', async ({
  playground,
}) => {
  const { inspector, node, page } = playground;
  await playground.open(await galleryLink('rolling-deployment', 20));
  await expect(node('Orders')).toContainText('2 of 4 new');
  await expect(node('Orders').getByRole('img', { name: 'Orders-5: up, version 2' })).toBeVisible();
  await expect(node('Orders').getByRole('img', { name: 'Orders-7: starting, version 2' })).toBeVisible();
  await expect(node('Orders').getByRole('img', { name: 'Orders-1: up, version 1' })).toBeVisible();
  await expect(node('Orders').getByRole('img', { name: 'Orders-2: stopping, version 1' })).toBeVisible();

  await node('Orders').focus();
  await page.keyboard.press('Enter');
  await expect(inspector).toContainText(
    'rolling since 19.0 s because of the new 2 serve, of the old 1 remain.',
  );
  await expect(inspector).toContainText(/version 1\s*1 all serve\s*version 2\s*4 2 serve/);

  await playground.seek(30);
  await expect(node('Orders').getByRole('img', { name: 'Orders-5: up' })).toBeVisible();
  await expect(node('Orders').getByRole('img', { name: /^Orders-[1-4]/ })).toHaveCount(0);
  await expect(inspector).toContainText('Idle since 23.0 s because 4 of 4 instances are available.');
});

test('a new version is deployed by hand, with a surge of one’s own', async ({ playground }) => {
  const { inspector, node, page } = playground;
  await playground.open(await galleryLink('rolling-deployment', 5));
  await node('Prices').focus();
  await page.keyboard.press('Enter');
  await expect(inspector.getByRole('heading', { name: 'deployment', exact: true })).toHaveCount(0);
  await inspector.getByRole('button', { name: 'Deploy a new version' }).click();
  await inspector.getByRole('button', { name: 'Deploy a new version now' }).click();
  await playground.seek(6);
  await expect(inspector).toContainText('version 2 is to take the place of 4 instances');
  await expect(node('Prices')).toContainText('0 of 4 new');
});
