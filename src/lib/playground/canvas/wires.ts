import type { Plan } from '#lib/scenario/plan.ts';
import type { EdgeTables } from '#lib/playground/traffic/geometry.ts';
import type { WirePath } from './wire-path.ts';

/** Tells the traffic layer where the edges run: it knows them by place in the plan, the canvas by id. */
export class Wires {
  readonly #paths = new Map<string, WirePath>();
  #places: ReadonlyMap<string, number> = new Map();

  constructor(private readonly tables: EdgeTables) {}

  set(id: string, path: WirePath): void {
    this.#paths.set(id, path);
    const place = this.#places.get(id);
    if (place !== undefined) this.tables.set(place, path);
  }

  drop(id: string): void {
    this.#paths.delete(id);
    const place = this.#places.get(id);
    if (place !== undefined) this.tables.drop(place);
  }

  /** Another run numbers the edges anew. */
  follow(plan: Plan | null): void {
    this.#places = new Map(plan?.edges.map(({ id }, place) => [id, place]));
    this.tables.clear();
    for (const [id, path] of this.#paths) this.set(id, path);
  }
}
