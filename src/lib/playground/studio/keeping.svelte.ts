import type { Problem } from '#lib/base/problem.ts';
import { Autosave, type ReadCopy, type RecentWork } from '#lib/playground/autosave/autosave.ts';
import { claimKey, rememberKey } from '#lib/playground/autosave/tab-key.ts';
import type { Work } from '#lib/playground/autosave/work.ts';
import { SAVE_DELAY_MS } from '#lib/playground/autosave/autosave.ts';
import { house } from '#lib/scenario/house.ts';
import { missing } from './bring.ts';

/** Playing on changes nothing but the moment shown; that is kept so often. */
const MOMENT_MS = 5_000;

/** Keeps the page's work in the browser; `saved` says in a word whether it is. */
export class Keeping {
  saved = $state('');
  #autosave: Autosave | null = null;
  #problem = $state.raw<Problem | null>(null);
  #settling: number | null = null;
  readonly #now: () => Work;
  readonly #report: (problem: Problem) => void;

  /**
   * @param now what is on the page
   * @param report tells what keeps a copy from being read
   */
  constructor(now: () => Work, report: (problem: Problem) => void) {
    this.#now = now;
    this.#report = report;
  }

  /** Why work is not kept at the moment, or null. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** Finds this tab's copy, else the one written last by any tab; null on a first visit. */
  async begin(): Promise<Work | null> {
    const { key, restoreFrom } = await claimKey(sessionStorage, navigator.locks ?? null, freshKey);
    this.#autosave = new Autosave({
      reading: () => this.#reading(),
      key,
      freshKey,
      timer: { set: (callback, ms) => window.setTimeout(callback, ms), clear: (id) => clearTimeout(id) },
      now: () => Date.now(),
      report: (problem) => (this.#problem = problem),
    });
    const found = await this.#autosave.restore(restoreFrom ?? undefined);
    return found?.work ?? null;
  }

  /** The work has changed. */
  keep(): void {
    if (this.#autosave === null) return;
    this.#autosave.keep(this.#now());
    this.saved = 'saving …';
    if (this.#settling !== null) clearTimeout(this.#settling);
    this.#settling = window.setTimeout(() => void this.#settle(), SAVE_DELAY_MS + 50);
  }

  /** Another document takes the page: what was there stays in the list of recent works. */
  async startNew(): Promise<void> {
    if (this.#autosave === null) return;
    await this.#autosave.startNew();
    await rememberKey(sessionStorage, navigator.locks ?? null, this.#autosave.key);
  }

  /** The other works kept in this browser, the newest first. */
  async recent(): Promise<readonly RecentWork[]> {
    const all = (await this.#autosave?.recent()) ?? [];
    return all.filter(({ key }) => key !== this.#autosave?.key);
  }

  async read(key: string): Promise<Work | null> {
    return (await this.#autosave?.restore(key))?.work ?? null;
  }

  /** Writes when the page is hidden or left, and the moment shown now and then. Returns how to stop. */
  listen(): () => void {
    const keepNow = () => this.#autosave?.keep(this.#now());
    document.addEventListener('visibilitychange', keepNow);
    window.addEventListener('pagehide', keepNow);
    const stop = this.#autosave?.listen(document, window);
    const moments = setInterval(keepNow, MOMENT_MS);
    return () => {
      clearInterval(moments);
      document.removeEventListener('visibilitychange', keepNow);
      window.removeEventListener('pagehide', keepNow);
      stop?.();
    };
  }

  /** A first visit has nothing to read. Kept work, and what can be undone in it, may name any policy. */
  async #reading(): Promise<ReadCopy> {
    try {
      const [{ readWork }] = await Promise.all([
        import('#lib/playground/autosave/read-work.ts'),
        import('#lib/policies/all-policies.ts'),
      ]);
      return (raw) => readWork(raw, house);
    } catch (error) {
      this.#report(missing(error));
      throw error;
    }
  }

  async #settle(): Promise<void> {
    await this.#autosave?.flush();
    this.saved = this.#problem === null ? 'saved' : 'not saved';
  }
}

function freshKey(): string {
  // Not every place this page is served from is a secure context, where `randomUUID` is.
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join('');
}
