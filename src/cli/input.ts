import { readFileSync, statSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { hasErrors } from '#lib/base/messages.ts';
import { nearest } from '#lib/base/nearest.ts';
import type { Problem } from '#lib/base/problem.ts';
import { gallery } from '#lib/gallery/gallery.ts';
import type { Scenario } from '#lib/scenario/document.ts';
import { house } from '#lib/scenario/house.ts';
import { parseScenario, readScenario } from '#lib/scenario/validate.ts';
import { decodeLink, extractLink } from '#lib/share/codec.ts';
import type { Surroundings } from './command.ts';
import { Complaint, problemLines } from './complaint.ts';

/** Ten times what two hundred nodes and five thousand actions take. */
const MAX_FILE_BYTES = 10_000_000;
const STDIN = 0;

export interface Input {
  /** What to call it in messages: the file as the user wrote it, 'the link', or the gallery's name. */
  readonly name: string;
  /** Null when the input is no scenario at all. */
  readonly scenario: Scenario | null;
  readonly problems: readonly Problem[];
}

/**
 * Whatever a user may name a scenario by: the name of a gallery scenario, a file, `-` for standard input, a link
 * as copied from the page, or the part of it after `#`.
 *
 * @throws Complaint when there is nothing of that name; what is wrong inside is told by `problems`
 */
export async function readInput(text: string, { cwd }: Surroundings): Promise<Input> {
  const entry = gallery.get(text);
  if (entry) return { name: text, ...readScenario(entry.scenario, house) };
  if (text === '-') return inText('standard input', readFileSync(STDIN, 'utf8'));
  const stat = statOf(resolve(cwd, text));
  if (stat) return inText(text, readText(text, resolve(cwd, text), stat));
  const hash = extractLink(text);
  if (hash === null) throw nothingCalled(text);
  const { shared, problems } = await decodeLink(hash, house);
  return { name: 'the link', scenario: shared?.scenario ?? null, problems };
}

/** A scenario that can be run. Warnings are said and do not stop it. @throws Complaint with every problem found */
export async function readValid(text: string, around: Surroundings): Promise<Scenario> {
  const { name, scenario, problems } = await readInput(text, around);
  if (scenario === null || hasErrors(problems)) throw new Complaint(problemLines(name, problems));
  if (problems.length > 0) around.warn(problemLines(name, problems));
  return scenario;
}

/** Null too for what no disk would take as a name, such as a long link. */
function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

function inText(name: string, text: string): Input {
  const { scenario, problems } = parseScenario(text.replace(/^\ufeff/, ''), house);
  return { name, scenario, problems: problems.map((problem) => placed(problem, text)) };
}

/** Where in the text JSON breaks off, if the parser told it as an offset only. */
function placed(problem: Problem, text: string): Problem {
  const message = String(problem.params.message);
  const offset = /at position ([0-9]+)(?! \(line)/.exec(message)?.[1];
  if (problem.code !== 'not-json' || offset === undefined) return problem;
  const before = text.slice(0, Number(offset)).split('\n');
  const where = `line ${before.length}, column ${before[before.length - 1].length + 1}`;
  return { ...problem, params: { message: `${message} (${where})` } };
}

function readText(name: string, path: string, stat: Stats): string {
  if (!stat.isFile()) throw new Complaint(`${name} is not a file. Name the scenario's JSON file in it.`);
  if (stat.size > MAX_FILE_BYTES) {
    throw new Complaint(`${name} has ${stat.size} bytes; a scenario has at most ${MAX_FILE_BYTES}.`);
  }
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Complaint(`${name} cannot be read: ${(error as Error).message}.`);
  }
}

function nothingCalled(text: string): Complaint {
  if (/^[a-z]+:\/\//i.test(text) || text.startsWith('#')) {
    return new Complaint('This address holds no scenario. Copy all of the link: it goes on after “#v0.”.');
  }
  if (/[/\\]|\.json$/i.test(text)) return new Complaint(`There is no file ${text}.`);
  const names = [...gallery.keys()];
  const meant = nearest(text, names);
  const hint = meant ? `Did you mean “${meant}”?` : `The gallery has: ${names.join(', ')}.`;
  return new Complaint(`“${text}” is neither a file nor a link nor a gallery scenario. ${hint}`);
}
