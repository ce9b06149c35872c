import { completeDefaults } from './schema-read.ts';
import type { AnyField, Fields } from './schema.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** JSON Schema (2020-12) of a configuration of these fields; every setting may be left out. */
export function configSchema(fields: Fields): JsonSchema {
  return objectSchema(
    Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, fieldSchema(field)])),
  );
}

/** An object of just these properties. */
export function objectSchema(
  properties: Readonly<Record<string, JsonSchema>>,
  required: string[] = [],
): JsonSchema {
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** JSON Schema of one setting; its unit and the source of its default are in the description. */
export function fieldSchema(field: AnyField): JsonSchema {
  return { title: field.label, ...described(field), ...shape(field), default: completeValue(field) };
}

function shape(field: AnyField): JsonSchema {
  switch (field.is) {
    case 'number':
      return { type: field.integer ? 'integer' : 'number', minimum: field.min, maximum: field.max };
    case 'flag':
      return { type: 'boolean' };
    case 'text':
      return { type: 'string', maxLength: field.maxLength };
    case 'choice':
      return { enum: Object.keys(field.options) };
    case 'variant':
      return {
        oneOf: Object.entries(field.options).map(([is, option]) => optionSchema(is, option, field.default)),
      };
    case 'list':
      return { type: 'array', items: configSchema(field.item), maxItems: field.maxItems };
  }
}

/** `is` may be left out where it is the default's. */
function optionSchema(
  is: string,
  option: { label: string; fields: Fields },
  standard: { is: string },
): JsonSchema {
  const { properties } = configSchema(option.fields) as { properties: Record<string, JsonSchema> };
  const schema = objectSchema({ is: { const: is }, ...properties }, is === standard.is ? [] : ['is']);
  return { title: option.label, ...schema };
}

function described(field: AnyField): JsonSchema {
  const unit = field.is === 'number' && field.unit !== '' ? `In ${field.unit}.` : '';
  const words = [field.help, unit, `Default: ${field.source}.`].filter(Boolean).join(' ');
  return { description: words };
}

function completeValue(field: AnyField): unknown {
  return completeDefaults({ it: field }).it;
}
