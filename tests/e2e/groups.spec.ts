import { placedLink } from './links.ts';
import { expect, test } from './playground.ts';

test('a datacenter is cut off from another, and joined again', async ({ playground }) => {
  const { canvas, inspector } = playground;
  await playground.open(await placedLink(5));
  const west = canvas.getByRole('button', { name: 'West datacenter' });
  await west.click();
  await expect(inspector.getByRole('heading', { name: 'West', exact: true })).toBeVisible();
  await expect(inspector.getByRole('region', { name: 'Who stands here' })).toContainText('Orders all 4');
  await expect(inspector.getByRole('region', { name: 'How far it is' })).toContainText('East 40 ms one way');
  await expect(canvas.getByText('40 ms', { exact: true })).toBeVisible();

  await inspector.getByRole('button', { name: 'Partition …' }).click();
  await inspector.getByRole('combobox', { name: 'Cut off from' }).selectOption('East');
  await inspector.getByRole('button', { name: 'Partition now' }).click();
  await expect(playground.event('West is cut off from East')).toBeVisible();
  await expect(canvas.getByText('cut off from East', { exact: true })).toBeVisible();
  await expect(canvas.getByText('cut off from West', { exact: true })).toBeVisible();
  await expect(inspector).toContainText('Cut off from East: messages are dropped.');
  await playground.pace.selectOption('5');
  await playground.play.click();
  await expect(playground.outcome('failed')).not.toHaveText('0');

  await inspector.getByRole('button', { name: 'Heal partition' }).click();
  await expect(playground.event('West is joined again')).toBeVisible();
  await expect(canvas.getByText('cut off from East', { exact: true })).toBeHidden();
  await expect(canvas).toContainText('All is well.');
});

test('a power cut takes a machine with all that is on it, and the strip mends it', async ({ playground }) => {
  const { canvas, inspector } = playground;
  await playground.open(await placedLink(5));
  await canvas.getByRole('button', { name: 'Rack 7 machine' }).click();
  await inspector.getByRole('button', { name: 'Power cut' }).click();
  await expect(playground.event('Rack 7 lost its power')).toBeVisible();
  await expect(playground.event('Stock-1 life: up → down')).toBeVisible();
  await expect(playground.event('Stock-2 life: up → down')).toBeVisible();
  await expect(canvas.getByText('no power')).toBeVisible();
  await canvas.getByRole('button', { name: 'Mend Rack 7' }).click();
  await expect(playground.event('Rack 7 has power again')).toBeVisible();
  await expect(canvas.getByText('no power')).toBeHidden();
});

test('a node is put into a zone of its own by the keyboard, and back by undo', async ({ playground }) => {
  const { page, canvas, inspector } = playground;
  await playground.open(await placedLink(5));
  await playground.node('Stock').focus();
  await page.keyboard.press('Enter');
  const stands = inspector.getByRole('region', { name: 'Stands in' });
  await expect(stands.getByRole('checkbox', { name: 'Rack 7' })).toBeChecked();
  await stands.getByRole('button', { name: 'New zone' }).focus();
  await page.keyboard.press('Enter');
  await expect(inspector.getByRole('heading', { name: 'Zone', exact: true })).toBeVisible();
  await expect(canvas.getByRole('button', { name: 'Zone zone' })).toBeVisible();
  await expect(canvas.getByRole('button', { name: 'Rack 7 machine' })).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(canvas.getByRole('button', { name: 'Rack 7 machine' })).toBeVisible();

  await playground.node('Stock').click();
  await stands.getByRole('checkbox', { name: 'west-a' }).check();
  await expect(playground.node('Stock').getByText('west-a')).toBeVisible();
  await playground.node('Stock').getByText('west-a').click();
  await expect(inspector.getByRole('heading', { name: 'west-a', exact: true })).toBeVisible();
});

test('places travel in the link', async ({ playground, visitor }) => {
  await playground.open(await placedLink(5));
  await visitor.open(await playground.share());
  await expect(visitor.canvas.getByRole('button', { name: 'East datacenter' })).toBeVisible();
});
