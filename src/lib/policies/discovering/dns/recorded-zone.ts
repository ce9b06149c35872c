import { seenIn, Unsupported, type Decision, type Recording } from '#lib/base/recording.ts';
import { sToMicros } from '#lib/base/time.ts';
import { happeningsOf } from '#lib/engine/lone-port-replay.ts';
import { ANSWER, NO_TTL } from './answer-cache.ts';

/** What an authoritative server says. */
export interface ZoneAnswer {
  readonly answer: number;
  /** Addresses, in their order; none unless the name exists. */
  readonly records: readonly string[];
  /** Of the records or of the denial; `NO_TTL` of a denial without an SOA. */
  readonly ttlMicros: number;
}

/**
 * The server above a recorded cache, as the recording tells of it: settings, and what was done to it when. What records or TTL
 * the name has is not always told; then it is as it was first seen.
 */
export class RecordedZone {
  private readonly answers: readonly { readonly fromMs: number; readonly says: ZoneAnswer }[];

  constructor(recording: Recording) {
    const { config } = recording;
    const first = seenIn(recording)?.find(({ status }) => status === 'NOERROR');
    const deeds = deedsOf(recording);
    const ttlMicros = sToMicros((config.recordTtlS ?? first?.ttl ?? DEFAULT_TTL_S) as number);
    const denial = denialTtl(config.negative);
    let records = recordsOf(config.records, first);
    let fails = failsAtFirst(config.failure);
    let exists = config.negative === undefined && deeds.every(({ what }) => what !== BORN);
    const says = (): ZoneAnswer => {
      if (fails) return { answer: ANSWER.failed, records: [], ttlMicros: NO_TTL };
      if (!exists) return { answer: ANSWER.absent, records: [], ttlMicros: denial };
      return { answer: ANSWER.exists, records, ttlMicros };
    };
    const answers = [{ fromMs: -Infinity, says: says() }];
    for (const { atMs, what, addresses } of deeds) {
      if (![CHANGED, BORN, RECOVERED].includes(what)) throw new Unsupported(`unknown event “${what}”`);
      if (addresses.length > 0) records = addresses;
      if (what === RECOVERED) fails = false;
      else exists = true;
      answers.push({ fromMs: atMs, says: says() });
    }
    this.answers = answers;
  }

  at(ms: number): ZoneAnswer {
    return this.answers.findLast(({ fromMs }) => fromMs <= ms)!.says;
  }
}

const CHANGED = 'authoritative answer changes to';
const BORN = 'name starts to exist';
const RECOVERED = 'upstream recovers';
const DEFAULT_TTL_S = 5;
const ADDRESS = /\d+\.\d+\.\d+\.\d+/g;

function failsAtFirst(failure: unknown = 'none'): boolean {
  if (failure !== 'none' && failure !== 'SERVFAIL') throw new Unsupported(`failure “${String(failure)}”`);
  return failure === 'SERVFAIL';
}

/** RFC 2308: min(TTL of the SOA, its MINIMUM); without an SOA nothing may be kept. */
function denialTtl(negative: unknown): number {
  if (typeof negative !== 'object' || negative === null) return NO_TTL;
  const { soaTtlS, soaMinimumS, ...others } = negative as Readonly<Record<string, number | undefined>>;
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw new Unsupported(`unknown option “${unknown}” of negative`);
  return soaTtlS === undefined || soaMinimumS === undefined
    ? NO_TTL
    : sToMicros(Math.min(soaTtlS, soaMinimumS));
}

/** Named one by one, or so many: 10.0.0.1, 10.0.0.2, … */
function recordsOf(records: unknown, first: Decision | undefined): readonly string[] {
  if (typeof records === 'number')
    return Array.from({ length: records }, (_, index) => `10.0.0.${index + 1}`);
  const named = String(records ?? first?.upstream ?? '').match(ADDRESS);
  return named ?? ['10.0.0.1'];
}

interface Deed {
  readonly atMs: number;
  readonly what: string;
  readonly addresses: readonly string[];
}

/** “authoritative answer changes to 10.0.0.2” and the like, in their order. */
function deedsOf(recording: Recording): Deed[] {
  return happeningsOf(recording)
    .map(({ t, what }) => ({
      atMs: t,
      what: what.replace(ADDRESS, '').replace(/[\s,]+$/, ''),
      addresses: what.match(ADDRESS) ?? [],
    }))
    .sort((a, b) => a.atMs - b.atMs);
}
