import type { AnyField } from '#lib/base/schema.ts';
import { writeNumber } from './number-text.ts';

/** A setting's default in words: "30 s", "on", "Course rule". */
export function defaultText(field: AnyField, value: unknown): string {
  switch (field.is) {
    case 'number':
      return [writeNumber(Number(value)), field.unit].filter(Boolean).join(' ');
    case 'flag':
      return value ? 'on' : 'off';
    case 'choice':
      return field.options[String(value)] ?? String(value);
    case 'text':
      return value === '' ? 'empty' : String(value);
    case 'variant':
      return field.options[(value as { is: string }).is]?.label ?? '';
    case 'list':
      return Array.isArray(value) && value.length > 0 ? `${value.length} rows` : 'none';
  }
}
