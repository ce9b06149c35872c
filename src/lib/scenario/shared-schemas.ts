import type { JsonSchema } from '#lib/base/json-schema.ts';

/** What is shorter than this as JSON is not worth a reference. */
const MIN_LENGTH = 1_000;

/**
 * The same schema with each option that stands in it several times, such as a policy that every edge offers, written once
 * among its definitions and referred to: sixty policies on eight ports would be megabytes.
 */
export function withSharedOptions(schema: JsonSchema): JsonSchema {
  const counts = new Map<string, number>();
  visitOptions(schema, (option) => {
    const text = JSON.stringify(option);
    if (text.length >= MIN_LENGTH) counts.set(text, (counts.get(text) ?? 0) + 1);
    return option;
  });
  const shared: Record<string, JsonSchema> = {};
  const nameByText = new Map<string, string>();
  const hoisted = visitOptions(schema, (option) => {
    const text = JSON.stringify(option);
    if ((counts.get(text) ?? 0) < 2) return option;
    const known = nameByText.get(text);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    const name = freeName(`option-${nameOf(option)}`, shared);
    nameByText.set(text, name);
    shared[name] = option;
    return { $ref: `#/$defs/${name}` };
  });
  return { ...hoisted, $defs: { ...(hoisted.$defs as object), ...shared } };
}

/** A copy in which every option of a variant is what `change` makes of it. */
function visitOptions(schema: JsonSchema, change: (option: JsonSchema) => JsonSchema): JsonSchema {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, visit(each)]));
    return Array.isArray(copy.oneOf) ? { ...copy, oneOf: copy.oneOf.map(change) } : copy;
  };
  return visit(schema) as JsonSchema;
}

function nameOf(option: JsonSchema): string {
  const properties = option.properties as { is?: { const?: unknown } } | undefined;
  return String(properties?.is?.const ?? 'shared');
}

function freeName(wanted: string, taken: Readonly<Record<string, unknown>>): string {
  let name = wanted;
  for (let n = 2; Object.hasOwn(taken, name); n++) name = `${wanted}-${n}`;
  return name;
}
