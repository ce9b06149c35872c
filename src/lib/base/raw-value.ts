/** Values from the outside, of which nothing is known yet. */
const MAX_SHOWN = 40;

/** True for what JSON calls an object. */
export function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** A name from the outside, cut to what a sentence can hold. */
export function shown(name: string): string {
  return name.length > MAX_SHOWN ? `${name.slice(0, MAX_SHOWN)}…` : name;
}

/** What it is, in words: 'a list', 'a text', 'null'. */
export function typeName(raw: unknown): string {
  if (raw === null) return 'null';
  if (Array.isArray(raw)) return 'a list';
  if (typeof raw === 'string') return 'a text';
  if (typeof raw === 'boolean') return String(raw);
  return typeof raw === 'object' ? 'an object' : `a ${typeof raw}`;
}
