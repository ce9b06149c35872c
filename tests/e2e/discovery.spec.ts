import type { ScenarioEdge, ScenarioNode } from '../../src/lib/scenario/document.ts';
import { library } from '../bundled.ts';
import { expect, test } from './playground.ts';

const exactly = (ms: number) => ({ is: 'constant', ms });

/** The reference layout's middle, each message taking exactly 5 ms, as a link that opens at rest at 12 s. */
function shopLink(): Promise<string> {
  const node = (id: string, kind: string, label: string, x: number, y: number, config = {}): ScenarioNode => {
    return { id, kind, label, x, y, config };
  };
  const edge = (id: string, from: string, to: string, config = {}): ScenarioEdge => {
    return { id, from, to, config: { latency: exactly(5), ...config } };
  };
  const scenario = {
    ...library.emptyScenario(),
    name: 'Shop',
    nodes: [
      node('n1', 'client', 'Web browser', 0, 100, { ratePerSecond: 40, arrivals: 'constant' }),
      node('n2', 'gateway', 'Gateway', 270, 100, { handlingTime: exactly(0) }),
      node('n3', 'service', 'Order', 560, 100, { instances: 3, serviceTime: exactly(20) }),
      node('n4', 'registry', 'Registry', 410, 300),
    ],
    edges: [
      edge('e1', 'n1', 'n2'),
      edge('e2', 'n2', 'n3', { path: '/orders' }),
      edge('e3', 'n2', 'n4'),
      edge('e4', 'n3', 'n4'),
    ],
  };
  return library.encodeLink({ scenario, playheadMicros: 12e6, selected: null }, library.house);
}

test('one control, by keyboard, changes between client-side and server-side discovery', async ({
  playground,
}) => {
  const { page, inspector, time } = playground;
  const answered = time
    .getByRole('row', { name: /^answered / })
    .getByRole('cell')
    .first();
  await playground.open(await shopLink());
  await expect(answered).toHaveText('40.0 ms');

  await playground.edge('Gateway', 'Order').focus();
  await page.keyboard.press('Enter');
  await inspector.getByRole('button', { name: 'Put a load balancer in between' }).press('Enter');

  // One hop more, and the balancer asks the registry in the gateway's stead.
  const directly = inspector.getByRole('button', { name: 'Call directly' });
  await expect(directly).toBeFocused();
  await expect(inspector.getByText(/^Order LB, all that callers know/)).toBeVisible();
  for (const [from, to] of [
    ['Gateway', 'Order LB'],
    ['Order LB', 'Order'],
    ['Order LB', 'Registry'],
  ]) {
    await expect(playground.edge(from, to)).toBeAttached();
  }
  await expect(playground.edge('Gateway', 'Order')).toHaveCount(0);
  await expect(playground.edge('Gateway', 'Registry')).toHaveCount(0);
  await expect(answered).toHaveText('50.2 ms');

  await page.keyboard.press('Enter');
  await expect(inspector.getByRole('button', { name: 'Put a load balancer in between' })).toBeFocused();
  await expect(playground.node('Order LB')).toHaveCount(0);
  await expect(playground.edge('Gateway', 'Registry')).toBeAttached();
  await expect(answered).toHaveText('40.0 ms');

  await page.keyboard.press('Control+z');
  await expect(playground.node('Order LB')).toBeVisible();
  await expect(answered).toHaveText('50.2 ms');
});
