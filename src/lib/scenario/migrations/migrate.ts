import { assert } from '#lib/base/assert.ts';
import type { Problems } from '#lib/base/problem.ts';
import { isRecord, wrongType } from '#lib/base/schema-read.ts';
import { FORMAT } from '#lib/scenario/document.ts';
import { migration as mechanism } from './0002-mechanism.ts';

type Document = Readonly<Record<string, unknown>>;

/**
 * One step, in a file of its own that is never edited again: `migrations/0002-what-changed.ts` takes any
 * document of format 1 to format 2. A changed default is a step too: it writes the old one out, so that an
 * old document keeps its meaning.
 */
export interface Migration {
  /** The format that `up` makes; it takes the one before. */
  readonly format: number;
  /** Never throws: it is given documents that nothing has checked yet. */
  up(document: Document): Document;
}

/** In order of `format`, from 2 without gaps up to `FORMAT`; checked whenever the module is loaded. */
export const migrations: readonly Migration[] = [mechanism];
checkMigrations(migrations, FORMAT);

/** A document of any known format in the newest one; null after a problem. */
export function migrate(
  raw: unknown,
  problems: Problems,
  steps = migrations,
  newest: number = FORMAT,
): Document | null {
  if (wrongType(isRecord(raw), 'an object', raw, '', problems)) return null;
  let document = raw as Document;
  const { format } = document;
  if (format === undefined) problems.add('missing', '/format', { name: 'format' });
  else if (typeof format !== 'number' || !Number.isInteger(format) || format < 1) {
    problems.add('wrong-format', '/format', { newest });
  } else if (format > newest) problems.add('newer-format', '/format', { format, newest });
  else {
    for (const step of steps) {
      if (step.format > format) document = { ...step.up(document), format: step.format };
    }
    return document;
  }
  return null;
}

/** Throws unless the steps lead from format 1 to the newest without a gap. */
export function checkMigrations(steps: readonly Migration[], newest: number): void {
  steps.forEach((step, i) => assert(step.format === i + 2, `migration ${i + 1} makes format ${i + 2}`));
  assert(steps.length === newest - 1, `${newest - 1} migrations lead to format ${newest}`);
}
