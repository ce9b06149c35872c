import { expect, test, type Playground } from './playground.ts';

test('from a blank canvas a topology is dragged together, and traffic flows on defaults alone', async ({
  playground,
}) => {
  const { page } = playground;
  await playground.open();
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await expect(playground.canvas).toContainText('Build something that can break');

  await playground.drag('Client', 0.14, 0.2);
  await playground.drag('Gateway', 0.4, 0.2);
  await playground.drag('Registry', 0.4, 0.6);
  await playground.drag('Service', 0.72, 0.1);
  await playground.drag('Service', 0.72, 0.4);
  await expect(
    playground.canvas.getByRole('group', { name: /, (Client|Gateway|Registry|Service)$/ }),
  ).toHaveCount(5);

  await drawLine(playground, 'Client', 'Gateway');
  await connectByKeyboard(playground, 'Gateway', 'Registry');
  await connectByKeyboard(playground, 'Gateway', 'Service');
  await drawLine(playground, 'Gateway', 'Service 2');
  await connectByKeyboard(playground, 'Service', 'Registry');
  await drawLine(playground, 'Service 2', 'Registry');

  await playground.pace.selectOption('10');
  await expect(playground.node('Registry')).toContainText('4 listed');
  for (const label of ['Client', 'Gateway', 'Service', 'Service 2'])
    await expect(playground.node(label)).toContainText(/\d\/s/);
  await expect(playground.outcomeNow('ok')).toHaveText(/\d+\/s/);
  await expect(playground.outcomeNow('failed')).toHaveText('–');

  // Who serves is looked up: the gateway's copy knows the instances, and not because they were wired up.
  await playground.edge('Gateway', 'Service 2').focus();
  await page.keyboard.press('Enter');
  await expect(playground.inspector.getByText('Instances known')).toBeVisible();
  await expect(
    playground.inspector.locator('dl > div', { hasText: 'Instances known' }).first(),
  ).toContainText('2');
});

test('what cannot be connected is refused with a reason, and nothing changes', async ({ playground }) => {
  const { page } = playground;
  await playground.open();
  await drawLine(playground, 'Gateway', 'Mobile app');
  await expect(page.getByText('A gateway cannot call a client.')).toBeVisible();
  await expect(playground.edge('Gateway', 'Mobile app')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
});

test('the first steps build something that runs', async ({ playground }) => {
  await playground.open();
  await playground.page.getByRole('button', { name: 'New', exact: true }).click();
  const steps = playground.page.getByRole('region', { name: 'First steps' });
  await steps.getByRole('button', { name: 'Add it' }).first().click();
  await expect(playground.node('Client')).toBeVisible();
  await steps.getByRole('button', { name: 'Add it' }).click();
  await expect(playground.node('Service')).toBeVisible();
  await steps.getByRole('button', { name: 'Connect' }).click();
  await expect(steps).toBeHidden();
  await expect(playground.outcomeNow('ok')).toHaveText(/\d+\/s/);
});

/** With the mouse, from the port on the right of one card to the middle of another. */
async function drawLine({ page, node }: Playground, from: string, to: string): Promise<void> {
  const port = await node(from).locator('.svelte-flow__handle-right.port').boundingBox();
  const card = await node(to).boundingBox();
  if (!port || !card) throw new Error(`${from} or ${to} is out of sight`);
  await page.mouse.move(port.x + port.width / 2, port.y + port.height / 2);
  await page.mouse.down();
  await page.mouse.move(card.x + card.width / 2, card.y + card.height / 2, { steps: 12 });
  await page.mouse.up();
}

async function connectByKeyboard({ page, node, edge }: Playground, from: string, to: string): Promise<void> {
  await node(from).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('c');
  const choices = page.getByRole('dialog', { name: `Connect ${from} to …` });
  await choices.getByRole('button', { name: new RegExp(`^${to} [a-z]`) }).focus();
  await page.keyboard.press('Enter');
  await expect(choices).toBeHidden();
  await expect(edge(from, to)).toBeAttached();
}
