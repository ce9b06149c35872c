import type { Config, Fields } from '#lib/base/schema.ts';

/** A group of facts under a heading that can be read. */
export interface GroupTitle {
  /** 'Circuit breaker', 'Discovery'. */
  readonly name: string;
  /** Which policy it is: 'Resilience4j'; whose: 'Gateway-2'. */
  readonly about: string;
}

/**
 * What an engine's part ('breaker', 'balancer of Gateway-2') is called in the form that configures it, and which
 * policy was chosen there. A part without a setting of its name keeps its own.
 */
export function groupTitle(title: string, fields: Fields, config: Config): GroupTitle {
  const [, part, owner] = /^(.*?)(?: of (.*))?$/.exec(title) ?? ['', title];
  const field = Object.hasOwn(fields, part) ? fields[part] : undefined;
  const chosen = field?.is === 'variant' ? field.options[(config[part] as { is: string }).is]?.label : '';
  const about = [chosen, owner].filter(Boolean).join(' · ');
  return { name: field?.label ?? part.charAt(0).toUpperCase() + part.slice(1), about };
}
