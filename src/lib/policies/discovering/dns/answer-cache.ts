import { MICROS_PER_S, sToMicros } from '#lib/base/time.ts';
import type { Arena } from '#lib/engine/arena.ts';

/**
 * What a caching resolver keeps of names, one a row: an answer until its TTL is over (RFC 1035), that a name does not exist
 * until its SOA allows (RFC 2308, section 5), a failure hardly ever (section 7.1). What is handed on meanwhile is the
 * REMAINING TTL, so that caches behind caches add nothing: nobody holds an answer longer than one TTL after it left the zone.
 * Nothing is asked when an answer runs out, only when somebody wants it afterwards.
 */
export class AnswerCache {
  private readonly answers: Uint8Array;
  private readonly rosters: Int32Array;
  /** How often each answer was given since it was kept. */
  private readonly given: Int32Array;
  /** Wall clock in micros. */
  private readonly expiries: Float64Array;

  constructor(
    room: Pick<Arena, 'u8' | 'i32' | 'f64'>,
    names: number,
    private readonly rules: CacheRules,
  ) {
    this.answers = room.u8(names);
    this.rosters = room.i32(names);
    this.given = room.i32(names);
    this.expiries = room.f64(names);
  }

  /** For how many whole micros an answer with this TTL is kept, and handed on with; 0: not at all. */
  lifetime(answer: number, ttlMicros: number): number {
    const { floorSeconds, capSeconds, negativeCapSeconds, failureSeconds } = this.rules;
    if (answer === ANSWER.failed) return sToMicros(failureSeconds);
    if (ttlMicros === NO_TTL) return 0;
    const cap = sToMicros(answer === ANSWER.exists ? capSeconds : negativeCapSeconds);
    const micros = Math.min(ttlMicros, cap);
    return micros < sToMicros(floorSeconds) ? sToMicros(floorSeconds) : micros;
  }

  keep(name: number, wallMicros: number, answer: number, roster: number, ttlMicros: number): void {
    const lifetime = this.lifetime(answer, ttlMicros);
    this.answers[name] = lifetime > 0 ? answer : ANSWER.unknown;
    this.rosters[name] = roster;
    this.given[name] = 0;
    this.expiries[name] = this.clock(wallMicros) + lifetime;
  }

  /** What may be said of the name without asking anybody, one of `ANSWER`. */
  answer(name: number, wallMicros: number): number {
    return this.clock(wallMicros) < this.expiries[name] ? this.answers[name] : ANSWER.unknown;
  }

  roster(name: number): number {
    return this.rosters[name];
  }

  /** The TTL that a cached answer is handed on with. */
  leftMicros(name: number, wallMicros: number): number {
    const left = this.expiries[name] - this.clock(wallMicros);
    return this.rules.clock === 'exact' ? left : Math.ceil(left / MICROS_PER_S) * MICROS_PER_S;
  }

  /** By how many places the records of the answer that is about to be given are turned: 1 2 3, then 3 1 2, then 2 3 1. */
  turn(name: number): number {
    return this.given[name]++;
  }

  forget(): void {
    this.answers.fill(ANSWER.unknown);
  }

  /** dnsmasq reads time(): it stores and looks in whole seconds of the wall clock. */
  private clock(wallMicros: number): number {
    return this.rules.clock === 'wall seconds'
      ? Math.floor(wallMicros / MICROS_PER_S) * MICROS_PER_S
      : wallMicros;
  }
}

/** What can be said of a name: nothing yet, its records, NXDOMAIN, SERVFAIL. */
export const ANSWER = { unknown: 0, exists: 1, absent: 2, failed: 3 } as const;

/** The TTL of a denial without an SOA: it says nothing of how long it holds. */
export const NO_TTL = -1;

export interface CacheRules {
  /** In what the product counts: micros, the seconds since it stored an answer, or whole seconds of the wall clock. */
  readonly clock: 'exact' | 'seconds since' | 'wall seconds';
  readonly floorSeconds: number;
  readonly capSeconds: number;
  readonly negativeCapSeconds: number;
  /** How long a failure of the server above is kept. */
  readonly failureSeconds: number;
}
