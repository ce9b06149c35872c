import { referenceLink } from './links.ts';
import { expect, test } from './playground.ts';

test('a newcomer watches real traffic flow within five simulated seconds', async ({ playground }) => {
  await playground.open();
  const opened = await playground.seconds();
  await expect(playground.outcome('ok')).not.toHaveText(/^(0|–)$/);
  await expect(playground.node('Gateway')).toContainText(/\d+\/s/);
  await expect.poll(() => playground.drawnPixels()).toBeGreaterThan(0);
  await playground.rest();
  expect(opened).toBeLessThanOrEqual(15);
  await expect(playground.canvas).toContainText('Break Payment');
});

test('a broken service trips its breaker, which fails fast, probes, and closes when it is mended', async ({
  playground,
}) => {
  await playground.open(await referenceLink(10));
  await playground.suggestion('Break Payment').click();
  await playground.pace.selectOption('5');
  await expect(playground.event('Payment fails 100 %')).toBeVisible();
  await expect(playground.node('Payment')).toContainText('fails 100 %');
  await expect(playground.event('/payments breaker: closed → open')).toBeVisible();
  await expect(playground.event('5 calls in a row failed (threshold 5)')).toBeVisible();
  await expect(playground.inspector.getByRole('heading', { name: '/payments breaker' })).toBeVisible();
  await expect(playground.outcome('refused')).not.toHaveText('0');
  await expect(playground.time).toContainText('failed fast');
  await expect(playground.event('/payments breaker: open → half-open').first()).toBeVisible();
  await expect(playground.event('/payments breaker: half-open → open').first()).toBeVisible();

  await playground.node('Payment').click();
  await playground.fault('Mend: fail a share').click();
  await expect(playground.event('Payment fails no more')).toBeVisible();
  await expect(playground.event('/payments breaker: half-open → closed')).toBeVisible();
  await expect(playground.canvas).toContainText('All is well.');
  // The other routes never noticed.
  for (const route of ['/users', '/orders', '/search'])
    await expect(playground.event(`${route} breaker:`)).toHaveCount(0);
});

test('a killed instance is a ghost until its lease ends, and traffic moves away', async ({ playground }) => {
  await playground.open(await referenceLink(10));
  const listed = playground.node('Registry');
  await expect(listed).toContainText('10 listed');
  await playground.suggestion('Kill an instance of Search').click();
  await expect(playground.event('Search-1 was killed')).toBeVisible();
  await expect(playground.node('Search').getByRole('img', { name: 'Search-1: ghost' })).toBeVisible();
  await expect(playground.time).toContainText('connection refused');
  await playground.pace.selectOption('20');
  await expect(playground.event('Search-1 lease: live → late')).toBeVisible();
  await expect(playground.event('Search-1 lease: late → absent')).toBeVisible();
  await expect(listed).toContainText('9 listed');
  await expect(playground.node('Search').getByRole('img', { name: 'Search-1: down' })).toBeVisible();
  // Every caller's own copy is refreshed within a minute; then nobody calls the dead address any more.
  await expect(playground.outcomeNow('failed')).toHaveText('–');
  const failed = await playground.outcome('failed').textContent();
  const until = (await playground.seconds()) + 60;
  await playground.reaches(until);
  await expect(playground.outcome('failed')).toHaveText(failed ?? '');
  await expect(playground.outcomeNow('ok')).toHaveText(/\d+\/s/);
});

test('a fault hits the instance whose dot is clicked, and from the palette the one that is chosen', async ({
  playground,
}) => {
  await playground.open(await referenceLink(10));
  const dot = (name: string) => playground.node('Search').getByRole('img', { name });
  await playground.fault('Kill instance').click();
  await dot('Search-2: up').click();
  await expect(playground.event('Search-2 was killed')).toBeVisible();

  await dot('Search-3: up').click();
  await expect(playground.inspector.getByRole('radio', { name: 'Search-3, up' })).toBeChecked();
  await playground.fault('Kill instance').click();
  await expect(playground.event('Search-3 was killed')).toBeVisible();
  await expect(dot('Search-1: up')).toBeVisible();
});

test('what was done can be undone and done again', async ({ playground }) => {
  await playground.open(await referenceLink(10));
  const killed = playground.event('Search-1 was killed');
  const dot = playground.node('Search').getByRole('img', { name: /^Search-1/ });
  await playground.suggestion('Kill an instance of Search').click();
  await expect(killed).toBeVisible();
  await playground.rest();
  await expect(dot).toHaveAccessibleName(/^Search-1: ghost/);
  const broken = await playground.digest();

  await playground.page.getByRole('button', { name: 'Undo' }).click();
  await expect(killed).toHaveCount(0);
  await expect(dot).toHaveAccessibleName('Search-1: up');
  expect(await playground.digest()).not.toBe(broken);

  await playground.page.keyboard.press('Control+y');
  await expect(killed).toBeVisible();
  await expect(dot).toHaveAccessibleName(/^Search-1: ghost/);
  expect(await playground.digest()).toBe(broken);
});

test('a link takes the whole incident to someone else', async ({ playground, visitor }) => {
  await playground.open();
  await playground.suggestion('Break Payment').click();
  await playground.pace.selectOption('5');
  await expect(playground.event('/payments breaker: open → half-open').first()).toBeVisible();
  await playground.rest();
  const link = await playground.share();
  const moment = await playground.moment();

  await visitor.open(link);
  expect(await visitor.moment()).toEqual(moment);
  await expect(visitor.play).toBeVisible();
  await expect(visitor.event('Payment fails 100 %')).toBeVisible();
  await expect(visitor.inspector.getByRole('heading', { name: '/payments breaker' })).toBeVisible();
  await expect(visitor.page.getByLabel('Name of the scenario')).toHaveValue('Reference layout');
  expect(await visitor.share()).toBe(link);
});
