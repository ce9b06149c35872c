import type { Problem } from '#lib/base/problem.ts';
import { storable, type Work } from './work.ts';
import { Works } from './works.ts';

/** The world outside, which tests replace. */
export interface AutosaveOptions {
  /** What reads a copy; asked for when there is one. */
  readonly reading: () => Promise<ReadCopy>;
  /** The key of this tab's working copy: see `claimKey`. */
  readonly key: string;
  readonly freshKey: () => string;
  readonly timer: AutosaveTimer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Why work is not kept at the moment; null: it is kept (again). Called on each change only. */
  readonly report: (problem: Problem | null) => void;
  readonly database?: string;
}
export interface AutosaveTimer {
  set(callback: () => void, delayMs: number): number;
  clear(id: number): void;
}

/** A copy as it was stored, as work; with what had to be mended. */
export type ReadCopy = (raw: unknown) => { work: Work; problems: readonly Problem[] };

/** A copy in the list of recent works. */
export interface RecentWork {
  readonly key: string;
  readonly name: string;
  readonly nodes: number;
  readonly savedMs: number;
}

/** Work is written at most this long after a change; further changes meanwhile go along. */
export const SAVE_DELAY_MS = 400;

/**
 * Keeps this tab's work in the browser, so that a reload, a crash or a second tab loses nothing. What it was
 * given and could not yet write stays in memory and is tried again with the next change or `flush`.
 */
export class Autosave {
  readonly #options: AutosaveOptions;
  readonly #works: Works;
  #key: string;
  /** By key: what is not yet written, and stays here until it is. */
  readonly #waiting = new Map<string, Work>();
  readonly #writing = new Map<Work, Promise<void>>();
  #timer: number | null = null;
  #problem: Problem | null = null;

  constructor(options: AutosaveOptions) {
    this.#options = options;
    this.#key = options.key;
    const blocked = { message: 'another tab still shows an older version of this page' };
    this.#works = new Works(options.database ?? 'halfopen', () => this.#tell('autosave-off', blocked));
    // Open by the time the page closes; where that fails, the first write says why.
    void this.#works.open().catch(() => {});
  }

  /** The key that this tab writes under now. */
  get key(): string {
    return this.#key;
  }

  /** The newest state of the work; written soon. An empty canvas that never held anything is not kept. */
  keep(work: Work): void {
    const { present, past } = work.history;
    if (present.nodes.length === 0 && past.length === 0) return;
    this.#waiting.set(this.#key, work);
    this.#timer ??= this.#options.timer.set(() => {
      this.#timer = null;
      void this.flush();
    }, SAVE_DELAY_MS);
  }

  /** Writes what waits, now. Never rejects: see `report`. */
  async flush(): Promise<void> {
    if (this.#timer !== null) this.#options.timer.clear(this.#timer);
    this.#timer = null;
    await Promise.all(
      [...this.#waiting].map(([key, work]) => this.#writing.get(work) ?? this.#write(key, work)),
    );
  }

  /**
   * From now on another document is worked on, at once under a key of its own; what was kept so far is written
   * under the old one, where it stays in the list of recent works. Resolves when that is done, or has failed.
   */
  startNew(): Promise<void> {
    const written = this.flush();
    this.#key = this.#options.freshKey();
    return written;
  }

  /** Flushes when the page is hidden or left; the only moments a phone gives. Returns how to stop. */
  listen(page: EventTarget & Pick<Document, 'visibilityState'>, view: EventTarget): () => void {
    const left = () => void this.flush();
    const hidden = () => page.visibilityState === 'hidden' && left();
    page.addEventListener('visibilitychange', hidden);
    view.addEventListener('pagehide', left);
    return () => {
      page.removeEventListener('visibilitychange', hidden);
      view.removeEventListener('pagehide', left);
    };
  }

  /** A kept copy: by key, or the one that any tab wrote last. Null when there is none. Never rejects. */
  async restore(key?: string): Promise<ReturnType<ReadCopy> | null> {
    return this.#read(async () => {
      const wanted = key ?? (await this.#works.last());
      const stored = wanted === undefined ? undefined : await this.#works.get(wanted);
      if (stored === undefined) return null;
      const read = await this.#options.reading().catch(() => null);
      // What cannot be read now is there to be read later: it must not be written over.
      if (read === null && this.#key === stored.key) this.#key = this.#options.freshKey();
      return read?.(stored.work) ?? null;
    }, null);
  }

  /** The copies of all tabs, the newest first; the oldest beyond twenty are forgotten. Never rejects. */
  async recent(): Promise<readonly RecentWork[]> {
    return this.#read(async () => {
      const all = await this.#works.all();
      return all.map(({ key, name, nodes, savedMs }) => ({ key, name, nodes, savedMs }));
    }, []);
  }

  /** Forgets a copy of the list. */
  async forget(key: string): Promise<void> {
    await this.#read(() => this.#works.remove(key), undefined);
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#works.close();
  }

  #write(key: string, work: Work): Promise<void> {
    const { name, nodes } = work.history.present;
    const stored = { key, savedMs: this.#options.now(), name, nodes: nodes.length, work: storable(work) };
    const writing = this.#works
      .put(stored)
      .then(
        () => this.#written(key, work),
        (error: unknown) => this.#failed(error),
      )
      .finally(() => this.#writing.delete(work));
    this.#writing.set(work, writing);
    return writing;
  }

  #written(key: string, work: Work): void {
    // Changed again while it was written: the newer one waits on.
    if (this.#waiting.get(key) === work) this.#waiting.delete(key);
    if (this.#problem === null) return;
    this.#problem = null;
    this.#options.report(null);
  }

  async #read<T>(read: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await read();
    } catch (error) {
      this.#failed(error);
      return otherwise;
    }
  }

  #failed(error: unknown): void {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (name === 'QuotaExceededError') this.#tell('autosave-full', {});
    else if (OFF.has(name)) this.#tell('autosave-off', { message });
    else this.#tell('autosave-failed', { message });
  }

  #tell(code: string, params: Problem['params']): void {
    if (this.#problem?.code === code) return;
    this.#problem = { code, at: '', params };
    this.#options.report(this.#problem);
  }
}

/** What browsers throw where storage is forbidden, missing or newer than this page. */
const OFF = new Set(['SecurityError', 'InvalidStateError', 'ReferenceError', 'VersionError', 'UnknownError']);
