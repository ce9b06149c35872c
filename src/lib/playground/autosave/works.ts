import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

/** A working copy as it is stored. `work` is read through `readWork`: an older version may have written it. */
export interface StoredWork {
  readonly key: string;
  readonly savedMs: number;
  readonly name: string;
  readonly nodes: number;
  readonly work: unknown;
}

interface Schema extends DBSchema {
  works: { key: string; value: StoredWork; indexes: { savedMs: number } };
  pointers: { key: string; value: string };
}

export const MAX_WORKS = 20;
const LAST = 'last';

/**
 * The working copies of all tabs, in IndexedDB. Every tab writes under a key of its own, so that no tab can
 * overwrite another's work; they only share the pointer to the copy that was written last.
 */
export class Works {
  #database: Promise<IDBPDatabase<Schema>> | null = null;

  /** @param onBlocked called when a tab with an older version of the site keeps the database from opening. */
  constructor(
    private readonly name: string,
    private readonly onBlocked: () => void,
  ) {}

  /** Opened early, so that a write while the page is closing can begin at once. Rejects where storage is off. */
  async open(): Promise<void> {
    await this.#open();
  }

  /**
   * Writes a copy and points `last` to it, both or neither; then forgets the oldest beyond `MAX_WORKS`. The
   * writes are asked for at once and committed, because a page that is closing gets no second turn.
   */
  async put(stored: StoredWork): Promise<void> {
    const database = await this.#open();
    const transaction = database.transaction(['works', 'pointers'], 'readwrite');
    const works = transaction.objectStore('works').put(stored);
    const last = transaction.objectStore('pointers').put(stored.key, LAST);
    transaction.commit();
    await allOrFirstCause([works, last, transaction.done]);
    await this.#prune(database, stored.key);
  }

  async get(key: string): Promise<StoredWork | undefined> {
    return (await this.#open()).get('works', key);
  }

  /** Key of the copy that any tab wrote last. */
  async last(): Promise<string | undefined> {
    return (await this.#open()).get('pointers', LAST);
  }

  /** All copies, the newest first. */
  async all(): Promise<StoredWork[]> {
    return (await (await this.#open()).getAllFromIndex('works', 'savedMs')).reverse();
  }

  async remove(key: string): Promise<void> {
    await (await this.#open()).delete('works', key);
  }

  async close(): Promise<void> {
    const database = this.#database;
    this.#database = null;
    (await database?.catch(() => null))?.close();
  }

  async #prune(database: IDBPDatabase<Schema>, ours: string): Promise<void> {
    const oldestFirst = await database.getAllKeysFromIndex('works', 'savedMs');
    const surplus = Math.max(0, oldestFirst.length - MAX_WORKS);
    const gone = oldestFirst.filter((key) => key !== ours).slice(0, surplus);
    await Promise.all(gone.map((key) => database.delete('works', key)));
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    if (this.#database !== null) return this.#database;
    const opening = openDB<Schema>(this.name, 1, {
      upgrade(database) {
        database.createObjectStore('works', { keyPath: 'key' }).createIndex('savedMs', 'savedMs');
        database.createObjectStore('pointers');
      },
      blocked: this.onBlocked,
      // A newer version of the site waits in another tab: let it through; the next write opens anew.
      blocking: () => void this.close(),
      terminated: () => (this.#database = null),
    });
    this.#database = opening;
    // A failed opening is tried again by the next write.
    opening.catch(() => {
      if (this.#database === opening) this.#database = null;
    });
    return opening;
  }
}

/** Where one request fails the others are aborted: the error that says why is the one that is not an `AbortError`. */
async function allOrFirstCause(promises: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  if (reasons.length > 0) throw reasons.find(({ name }) => name !== 'AbortError') ?? reasons[0];
}
