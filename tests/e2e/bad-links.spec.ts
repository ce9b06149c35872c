import { deflateRawSync } from 'node:zlib';
import { checkOf } from '#lib/share/check.ts';
import { referenceLink } from './links.ts';
import { expect, test } from './playground.ts';

const links: readonly { what: string; link: () => Promise<string> | string; says: string }[] = [
  {
    what: 'a truncated link',
    link: async () => (await referenceLink(30)).slice(0, -9),
    says: 'Some of this link is missing or changed.',
  },
  {
    what: 'a link with one letter changed',
    link: async () =>
      (await referenceLink(30)).replace(/.(?=.{40}$)/, (letter) => (letter === 'A' ? 'B' : 'A')),
    says: 'Some of this link is missing or changed.',
  },
  {
    what: 'a link of a newer version',
    link: async () => (await referenceLink(30)).replace(/^v\d+/, 'v99'),
    says: 'This link was made by a newer Halfopen (v99).',
  },
  { what: 'garbage', link: () => 'hello-%E0%A4%A', says: 'This is not a link of Halfopen.' },
  {
    what: 'a bomb',
    link: () => wrapped(Buffer.alloc(20_000_000, ' ')),
    says: 'This link unpacks to more than 2,000,000 bytes: no scenario does.',
  },
  {
    what: 'valid packing of something else',
    link: () => wrapped(Buffer.from('{"hello":"world"}')),
    says: 'Some of this link is missing or changed.',
  },
  {
    what: 'valid packing of the wrong list',
    link: () => wrapped(Buffer.from('["hello",[[1,2],{"a":null}],7]')),
    says: 'This is damaged, or not a Halfopen scenario',
  },
  {
    what: 'an endless link',
    link: () => `v0.${'A'.repeat(70_000)}`,
    says: 'This link has 70,003 characters; 65,536 is the most.',
  },
];

for (const { what, link, says } of links) {
  test(`${what} is refused in words, and the work on the page stays`, async ({ playground }) => {
    await playground.open();
    await playground.rest();
    await playground.fault('Kill instance').click();
    await playground.node('Order').click();
    await expect(playground.event('Order-1 was killed')).toBeVisible();
    await playground.page.getByLabel('Name of the scenario').fill('Mine');
    await playground.page.keyboard.press('Enter');
    await expect(playground.saved).toBeVisible();
    const before = await playground.digest();

    await playground.page.evaluate((hash) => (location.hash = hash), await link());
    await expect(playground.page.getByText(says)).toBeVisible();
    await expect(playground.page.getByText('Your own work is untouched.')).toBeVisible();
    await expect.poll(() => new URL(playground.page.url()).hash).toBe('');
    await expect(playground.page.getByLabel('Name of the scenario')).toHaveValue('Mine');
    expect(await playground.digest()).toBe(before);
  });
}

test('someone who comes by a bad link is told so and finds the reference layout', async ({ playground }) => {
  await playground.open('v0.AAAAAAAA');
  await expect(playground.page.getByText('Some of this link is missing or changed.')).toBeVisible();
  await expect(playground.node('Gateway')).toBeVisible();
});

/** Bytes packed as a link packs its scenario, check sum and all. */
function wrapped(bytes: Buffer): string {
  const payload = deflateRawSync(bytes).toString('base64url');
  return `v0.${checkOf(payload)}${payload}`;
}
