import { MICROS_PER_S } from '#lib/base/time.ts';
import { ln } from '#lib/engine/random/ln.ts';
import type { Stream } from '#lib/engine/random/stream.ts';

/** How the members of a cluster find out that one of them died, in micros after its death. */
export interface Death {
  /** The registry hears that it is suspected. */
  readonly suspectedMicros: number;
  /** The registry hears that it is dead. */
  readonly failedMicros: number;
}

/**
 * A death as hashicorp/memberlist notices it (SWIM, with Lifeguard's suspicion), LAN settings. Every second each member probes the
 * next of its shuffled list; a probe that nobody answers, not even by way of others, makes it suspect the silent one when its
 * second is over. The suspicion runs for long, and shorter as other members confirm it; they hear of each other by gossip.
 * Followed is whoever suspects first; its verdict reaches the registry by gossip. Of the members only some may probe: others are dead
 * themselves, or cut off.
 */
export function drawDeath(stream: Stream, members: number, probing = members - 1): Death {
  const suspicions = firstSuspicions(stream, members, probing);
  const [first] = suspicions;
  const minimum = suspicionMicros(members);
  const expected = members - 2 < CONFIRMATIONS ? 0 : CONFIRMATIONS;
  let failed = first + suspicionWith(0, expected, minimum);
  const heard = suspicions.slice(1, expected + 1).map((micros) => micros + spreadMicros(stream, members));
  heard.sort((a, b) => a - b);
  for (let confirmed = 1; confirmed <= heard.length; confirmed++) {
    const at = heard[confirmed - 1];
    if (at >= failed) break;
    failed = Math.max(at, first + suspicionWith(confirmed, expected, minimum));
  }
  const suspectedMicros = first + spreadMicros(stream, members);
  return { suspectedMicros, failedMicros: Math.max(suspectedMicros, failed + spreadMicros(stream, members)) };
}

/** When the first few of those that probe begin to suspect it. */
function firstSuspicions(stream: Stream, members: number, probing: number): readonly number[] {
  const others = Math.max(1, members - 1);
  const first: number[] = [];
  for (let member = 0; member < Math.max(1, probing); member++) {
    const at = firstProbeMicros(stream, others) + PROBE_INTERVAL;
    let place = first.length;
    while (place > 0 && first[place - 1] > at) place--;
    first.splice(place, 0, at);
    if (first.length > CONFIRMATIONS + 1) first.pop();
  }
  return first;
}

/** A member is anywhere in its shuffled list of the others, and shuffles anew when it is through. */
function firstProbeMicros(stream: Stream, listed: number): number {
  const phase = stream.below(PROBE_INTERVAL);
  const through = stream.below(listed);
  const place = stream.below(listed);
  const waits = place >= through ? place - through : listed - through + stream.below(listed);
  return phase + waits * PROBE_INTERVAL;
}

/** suspicion_mult * max(1, log10(n)) probe intervals, of which the factor is cut to thousandths. */
function suspicionMicros(members: number): number {
  const scale = Math.max(1, ln(members) / ln(10));
  return Math.floor((SUSPICION_MULT * Math.floor(scale * 1_000) * PROBE_INTERVAL) / 1_000);
}

/** How long a suspicion runs in all with so many confirmations of those that are expected, in whole ms. */
function suspicionWith(confirmed: number, expected: number, minimum: number): number {
  if (expected === 0) return minimum;
  const maximum = SUSPICION_MAX_TIMEOUT_MULT * minimum;
  const raw = maximum - (ln(confirmed + 1) / ln(expected + 1)) * (maximum - minimum);
  return Math.max(minimum, Math.floor(raw / 1_000) * 1_000);
}

/**
 * Until gossip brings a message to one certain member: every 200 ms whoever knows tells three others, drawn at random. How many
 * know grows by its mean.
 */
function spreadMicros(stream: Stream, members: number): number {
  const others = Math.max(1, members - 1);
  const missesOne = 1 - Math.min(1, GOSSIP_NODES / others);
  let micros = stream.below(GOSSIP_INTERVAL);
  for (let informed = 1; ; micros += GOSSIP_INTERVAL) {
    let misses = 1;
    for (let teller = 0; teller < informed; teller++) misses *= missesOne;
    if (stream.chance(1 - misses)) return micros;
    informed = Math.min(others, Math.round(informed + (others - informed) * (1 - misses)));
  }
}

const PROBE_INTERVAL = MICROS_PER_S;
const SUSPICION_MULT = 4;
const SUSPICION_MAX_TIMEOUT_MULT = 6;
/** How many confirmations bring a suspicion down to its shortest. */
const CONFIRMATIONS = SUSPICION_MULT - 2;
const GOSSIP_INTERVAL = 200_000;
const GOSSIP_NODES = 3;
