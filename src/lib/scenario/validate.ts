import { Problems, type Problem } from '#lib/base/problem.ts';
import { isRecord, readConfig, reportUnknown, wrongType } from '#lib/base/schema-read.ts';
import type { Definitions } from './definitions.ts';
import { ENGINE_SEMANTICS, FORMAT, emptyScenario, type Camera, type Scenario } from './document.ts';
import { cameraFields, documentFields } from './fields.ts';
import { migrate } from './migrations/migrate.ts';
import { readDistances } from './read-distances.ts';
import { readEdges } from './read-edges.ts';
import { readGroups } from './read-groups.ts';
import { readNodes } from './read-nodes.ts';
import { readScript } from './read-script.ts';

/** A longer list would be read by nobody. */
const MAX_PROBLEMS = 200;
const PARTS = ['format', 'engine', 'nodes', 'edges', 'groups', 'distances', 'script', 'camera'];

export interface ReadScenario {
  /** Always a valid document: what was bad is left out or at its default. */
  readonly scenario: Scenario;
  readonly problems: readonly Problem[];
}

/**
 * A scenario from any JSON value, with every fault found in it. The scenario that comes back is valid even
 * then, so that an editor may show what it can; whoever wants all or nothing asks `hasErrors(problems)`.
 * Never throws.
 */
export function readScenario(raw: unknown, definitions: Definitions): ReadScenario {
  const problems = new Problems();
  const document = migrate(raw, problems);
  if (document === null) return { scenario: emptyScenario(), problems: problems.list };
  reportUnknown(document, [...PARTS, ...Object.keys(documentFields)], '', problems);
  const groups = readGroups(document.groups, problems);
  const distances = readDistances(document.distances, groups, problems);
  const nodes = readNodes(document.nodes, groups, definitions, problems);
  const edges = readEdges(document.edges, nodes, groups, definitions, problems);
  const scenario: Scenario = {
    format: FORMAT,
    engine: readEngine(document.engine, problems),
    ...readConfig(documentFields, pick(document, Object.keys(documentFields)), '', problems),
    nodes,
    edges,
    // Not said where there are none, as in documents that are older than groups.
    ...(groups.length > 0 ? { groups } : {}),
    ...(distances.length > 0 ? { distances } : {}),
    script: readScript(document.script, { nodes, edges, groups }, definitions, problems),
    camera: readCamera(document.camera, problems),
  };
  return { scenario, problems: problems.list.slice(0, MAX_PROBLEMS) };
}

/** A scenario from the text of a file. Never throws. */
export function parseScenario(text: string, definitions: Definitions): ReadScenario {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    const problem = { code: 'not-json', at: '', params: { message: String((error as Error).message) } };
    return { scenario: emptyScenario(), problems: [problem] };
  }
  return readScenario(raw, definitions);
}

function readEngine(raw: unknown, problems: Problems): number {
  if (raw === undefined) return ENGINE_SEMANTICS;
  if (wrongType(typeof raw === 'number', 'a number', raw, '/engine', problems)) return ENGINE_SEMANTICS;
  const engine = raw as number;
  if (!Number.isInteger(engine) || engine < 1 || engine > Number.MAX_SAFE_INTEGER) {
    problems.add('wrong-engine', '/engine', { value: engine });
    return ENGINE_SEMANTICS;
  }
  if (engine !== ENGINE_SEMANTICS) {
    problems.add('other-engine', '/engine', { theirs: engine, ours: ENGINE_SEMANTICS });
  }
  return engine;
}

function readCamera(raw: unknown, problems: Problems): Camera | null {
  if (raw === undefined || raw === null) return null;
  if (wrongType(isRecord(raw), 'an object', raw, '/camera', problems)) return null;
  return readConfig(cameraFields, raw, '/camera', problems);
}

function pick(record: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(record, name)).map((name) => [name, record[name]]),
  );
}
