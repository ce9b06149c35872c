import { hasErrors } from '#lib/base/messages.ts';
import type { Problem } from '#lib/base/problem.ts';
import type { Definitions } from '#lib/scenario/definitions.ts';
import type { Scenario } from '#lib/scenario/document.ts';
import { checkOf } from './check.ts';
import { deflate, inflate, TooLarge } from './deflate.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';
import { pack, unpack } from './packed.ts';

/** What a link carries: the incident, and where to look. */
export interface Shared {
  readonly scenario: Scenario;
  /** Simulated time shown, 0 .. `LIMITS.scriptMicros`. */
  readonly playheadMicros: number;
  /** Node or edge id. */
  readonly selected: string | null;
}

export interface DecodedLink {
  /** Null when any problem is an error: a link is used whole or not at all. */
  readonly shared: Shared | null;
  readonly problems: readonly Problem[];
}

/** 'v0' until the codec is settled; from 'v1' on, each decoder is kept for ever. */
const TAG = 'v0';
const CHECK_LENGTH = 4;
/** Mail, chat and browsers begin to cut long links well below this. */
export const MAX_LINK_LENGTH = 65_536;
/** Two hundred nodes with six hundred edges and five thousand actions stay well below this. */
export const MAX_INFLATED_BYTES = 2_000_000;

/**
 * The URL hash (without '#') of a scenario and a moment: tag, four letters of check sum, and the deflated
 * positional JSON in base64url. Settings at their defaults are left out. May be longer than
 * `MAX_LINK_LENGTH`, which `decodeLink` refuses: share a file then.
 */
export async function encodeLink(shared: Shared, definitions: Definitions): Promise<string> {
  const payload = toBase64Url(
    await deflate(new TextEncoder().encode(JSON.stringify(pack(shared, definitions)))),
  );
  return `${TAG}.${checkOf(payload)}${payload}`;
}

/** What a hash (with or without '#') carries. Never throws, whatever it is given. */
export async function decodeLink(hash: string, definitions: Definitions): Promise<DecodedLink> {
  const text = hash.startsWith('#') ? hash.slice(1) : hash;
  if (text === '') return refused('link-empty');
  if (text.length > MAX_LINK_LENGTH) {
    return refused('link-too-long', { length: text.length, max: MAX_LINK_LENGTH });
  }
  const parts = /^v(0|[1-9][0-9]{0,5})\.(.*)$/s.exec(text);
  if (parts === null) return refused('link-unknown');
  if (`v${parts[1]}` !== TAG) return refused('link-newer', { tag: `v${parts[1]}` });
  const payload = parts[2].slice(CHECK_LENGTH);
  if (parts[2].slice(0, CHECK_LENGTH) !== checkOf(payload)) return refused('link-damaged');
  const bytes = fromBase64Url(payload);
  if (bytes === null) return refused('link-damaged');
  let raw: unknown;
  try {
    const json = await inflate(bytes, MAX_INFLATED_BYTES);
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (error) {
    if (error instanceof TooLarge) return refused('link-bomb', { max: MAX_INFLATED_BYTES });
    return refused('link-damaged');
  }
  if (!Array.isArray(raw)) return refused('link-damaged');
  const { shared, problems } = unpack(raw, definitions);
  return { shared: hasErrors(problems) ? null : shared, problems };
}

/**
 * The hash of a link, from a whole URL, a hash with or without '#', with white space around it; null when
 * the text is none of these.
 */
export function extractLink(text: string): string | null {
  const trimmed = text.trim();
  const hash = trimmed.includes('#') ? trimmed.slice(trimmed.indexOf('#') + 1) : trimmed;
  return /^v[0-9]{1,6}\./.test(hash) ? hash : null;
}

function refused(code: string, params: Problem['params'] = {}): DecodedLink {
  return { shared: null, problems: [{ code, at: '', params }] };
}
