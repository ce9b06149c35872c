import { expect, test } from 'vitest';
import { claimKey, rememberKey, type TabLocks } from './tab-key.ts';

/** The locks of one browser, as every tab sees them. */
function locksOf(held: Set<string>): TabLocks {
  return {
    async request(name, _options, callback) {
      const free = !held.has(name);
      held.add(name);
      await callback(free ? { name } : null);
    },
  };
}

function storageOf(copied: Map<string, string> = new Map()) {
  const values = new Map(copied);
  return {
    values,
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
  };
}

test('a new tab has a fresh key and nothing of its own to restore', async () => {
  const claimed = await claimKey(storageOf(), locksOf(new Set()), () => 'k1');
  expect(claimed).toEqual({ key: 'k1', restoreFrom: null });
});

test('a reloaded tab has its key again', async () => {
  const storage = storageOf();
  await claimKey(storage, locksOf(new Set()), () => 'k1');
  // The lock of the page before went with that page.
  const claimed = await claimKey(storage, locksOf(new Set()), () => 'k2');
  expect(claimed).toEqual({ key: 'k1', restoreFrom: 'k1' });
});

test('a duplicated tab shows the same work under a key of its own', async () => {
  const held = new Set<string>();
  const storage = storageOf();
  await claimKey(storage, locksOf(held), () => 'k1');
  const twin = await claimKey(storageOf(storage.values), locksOf(held), () => 'k2');
  expect(twin).toEqual({ key: 'k2', restoreFrom: 'k1' });
});

test('without locks no key is trusted, without storage none is known', async () => {
  const storage = storageOf();
  await rememberKey(storage, null, 'k1');
  expect(await claimKey(storage, null, () => 'k2')).toEqual({ key: 'k2', restoreFrom: 'k1' });
  expect(await claimKey(null, null, () => 'k3')).toEqual({ key: 'k3', restoreFrom: null });
});
