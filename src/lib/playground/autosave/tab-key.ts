/** The parts of `sessionStorage` and `navigator.locks` that are needed. */
export interface TabStorage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}
export interface TabLocks {
  request(
    name: string,
    options: { ifAvailable: true },
    callback: (lock: unknown) => Promise<unknown>,
  ): Promise<unknown>;
}

export interface ClaimedKey {
  /** What this tab writes under. */
  readonly key: string;
  /** What this tab shows first: its own copy after a reload, its twin's after "duplicate tab", null in a new tab. */
  readonly restoreFrom: string | null;
}

const NAME = 'halfopen-work';

/**
 * The key of this tab's working copy. `sessionStorage` keeps it over a reload; as browsers copy that storage
 * into a duplicated tab, a lock held while the tab lives tells the two apart, and the twin takes a fresh key.
 * Where storage or locks are missing every load has a fresh key, and nothing but tidiness is lost.
 */
export async function claimKey(
  storage: TabStorage | null,
  locks: TabLocks | null,
  freshKey: () => string,
): Promise<ClaimedKey> {
  const known = storage?.getItem(NAME) ?? null;
  const key = known !== null && locks !== null && (await hold(locks, known)) ? known : freshKey();
  if (key !== known) {
    storage?.setItem(NAME, key);
    if (locks !== null) await hold(locks, key);
  }
  return { key, restoreFrom: known };
}

/** Moves the tab on to another key, after `Autosave.startNew`. */
export async function rememberKey(
  storage: TabStorage | null,
  locks: TabLocks | null,
  key: string,
): Promise<void> {
  storage?.setItem(NAME, key);
  if (locks !== null) await hold(locks, key);
}

/** True once the lock is held, until the tab is gone; false when another tab holds it. */
function hold(locks: TabLocks, key: string): Promise<boolean> {
  return new Promise((resolve) => {
    const whileHeld = (lock: unknown) => {
      resolve(lock !== null);
      return lock === null ? Promise.resolve() : new Promise(() => {});
    };
    locks.request(`${NAME}/${key}`, { ifAvailable: true }, whileHeld).catch(() => resolve(false));
  });
}
