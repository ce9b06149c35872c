import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import type { Cell } from '#lib/engine/arena.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import { HeldQueries } from './held.ts';

/**
 * The key-value store (agent/kvs_endpoint.go), as far as one key is watched: a question that knows the key's index is held until
 * somebody puts a value. The index is the number of what was pinned up for the key: a list of its value, or of nothing.
 */
export class Keys {
  private readonly host: Host;
  private readonly held: HeldQueries;
  /** By key: the index of its newest value. */
  private readonly indexes: Cell<Readonly<Record<string, number>>>;

  constructor(
    build: InstanceBuild<unknown>,
    waitSeconds: number,
    private readonly watched: string,
  ) {
    this.host = build.host;
    this.indexes = build.cold<Readonly<Record<string, number>>>({});
    const { frames } = this.host;
    this.held = new HeldQueries(build.part(null), 'key-wait', waitSeconds, {
      placeOf: (visit) => frames.port[visit],
      newest: () => this.newest(),
    });
  }

  put(key: string, value: number): void {
    this.indexes.value = { ...this.indexes.value, [key]: this.host.publish([value]) };
    if (key === this.watched) this.held.changed(() => true);
  }

  ask(visit: Frame): void {
    const { frames } = this.host;
    const newest = this.newest();
    if (frames.path[visit] === newest) return this.held.hold(visit);
    frames.result[visit] = newest;
    this.host.answer(visit, OK);
  }

  /** The connections are gone. */
  forget(): void {
    this.held.forget();
  }

  explain(): readonly Fact[] {
    const keys = Object.entries(this.indexes.value).map(([key, index]): Fact => {
      return { key: `key/${key}`, label: key, value: this.host.roster(index)[0] };
    });
    if (this.watched === '') return keys;
    return [...keys, { key: 'key-watches', label: `Watches of ${this.watched}`, value: this.held.count }];
  }

  private newest(): number {
    const known = this.indexes.value[this.watched];
    if (known !== undefined) return known;
    const nothing = this.host.publish([]);
    this.indexes.value = { ...this.indexes.value, [this.watched]: nothing };
    return nothing;
  }
}
