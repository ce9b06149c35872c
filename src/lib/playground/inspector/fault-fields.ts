import { choice, type Fields } from '#lib/base/schema.ts';
import type { Group } from '#lib/scenario/document.ts';

/** A fault's settings as its form shows them: what is the id of a group is chosen among those that lie apart from the target. */
export function faultFields(fields: Fields, target: string, groups: readonly Group[]): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => {
      if (field.is !== 'text' || field.holds !== 'group') return [key, field];
      const { label, help, source } = field;
      const others = groups.filter(({ id }) => id !== target).map((group) => [group.id, group.label]);
      const options: Readonly<Record<string, string>> = Object.fromEntries([
        ['', 'all that is outside'],
        ...others,
      ]);
      return [key, choice({ label, help, source, default: '', options })];
    }),
  );
}
