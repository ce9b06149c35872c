import { configSchema, fieldSchema, objectSchema, type JsonSchema } from '#lib/base/json-schema.ts';
import type { Fields } from '#lib/base/schema.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';
import { edgeFields, type Definitions } from './definitions.ts';
import { FORMAT, LIMITS } from './document.ts';
import {
  cameraFields,
  distanceFields,
  documentFields,
  groupFields,
  microsField,
  nodeFields,
} from './fields.ts';
import { ID } from './ids.ts';
import { withSharedOptions } from './shared-schemas.ts';

const id = { type: 'string', pattern: ID.source };

/**
 * JSON Schema (2020-12) of a scenario's file, for editors that complete and check while one writes. What
 * joins parts of the document (ends of edges, targets, circles of calls) only `readScenario` can check.
 */
export function scenarioSchema(definitions: Definitions): JsonSchema {
  const nodes = [...definitions.kinds.values()].map((kind) => `node-${kind.kind}`);
  const actions = [...definitions.faults.values()].map((fault) => `action-${fault.fault}`);
  return withSharedOptions({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Halfopen scenario',
    ...objectSchema(
      {
        format: { const: FORMAT },
        engine: { type: 'integer', minimum: 1, title: 'semantics number of the engine it was made with' },
        ...propertiesOf(documentFields),
        nodes: listOf(nodes, LIMITS.nodes),
        edges: { type: 'array', maxItems: LIMITS.edges, items: edgeSchema(definitions) },
        groups: { type: 'array', maxItems: LIMITS.groups, items: groupSchema() },
        distances: { type: 'array', maxItems: LIMITS.distances, items: distanceSchema() },
        script: listOf(actions, LIMITS.actions),
        camera: { oneOf: [{ type: 'null' }, configSchema(cameraFields)] },
      },
      ['format'],
    ),
    $defs: Object.fromEntries([
      ...[...definitions.kinds.values()].map(({ kind, label, blurb, fields }) => [
        `node-${kind}`,
        { title: label, description: blurb, ...nodeSchema(kind, fields) },
      ]),
      ...[...definitions.faults.values()].map((fault) => [
        `action-${fault.fault}`,
        { title: fault.label, description: fault.blurb, ...actionSchema(fault) },
      ]),
    ]),
  });
}

function nodeSchema(kind: string, fields: Fields): JsonSchema {
  const properties = {
    ...{ id, kind: { const: kind }, ...propertiesOf(nodeFields) },
    config: configSchema(fields),
    groups: { type: 'array', maxItems: LIMITS.groups, uniqueItems: true, items: id },
  };
  return objectSchema(properties, ['id', 'kind']);
}

/** Each kind's ports have settings of their own; which of them an edge has follows from the nodes it joins. */
function edgeSchema(definitions: Definitions): JsonSchema {
  const ports = [...definitions.kinds.values()].flatMap((kind) =>
    (['calls', 'registry'] as const)
      .filter((contract) => kind.ports[contract] !== undefined)
      .map((contract) => ({
        title: `${kind.label}: ${kind.ports[contract]!.label}`,
        ...configSchema(edgeFields(definitions, kind, contract)),
      })),
  );
  return objectSchema({ id, from: id, to: id, config: { anyOf: ports } }, ['id', 'from', 'to']);
}

function groupSchema(): JsonSchema {
  const parent = { anyOf: [{ type: 'null' }, id] };
  return objectSchema({ id, ...propertiesOf(groupFields), parent }, ['id', 'is']);
}

function distanceSchema(): JsonSchema {
  const between = { type: 'array', minItems: 2, maxItems: 2, uniqueItems: true, items: id };
  return objectSchema({ between, ...propertiesOf(distanceFields) }, ['between']);
}

function actionSchema({ fault, fields, target }: FaultDefinition): JsonSchema {
  const instance = { instance: { type: 'integer', minimum: 0 } };
  return objectSchema(
    {
      atMicros: fieldSchema(microsField),
      fault: { const: fault },
      target: id,
      ...(target === 'instance' ? instance : {}),
      config: configSchema(fields),
    },
    ['atMicros', 'fault', 'target', ...(target === 'instance' ? ['instance'] : [])],
  );
}

function propertiesOf(fields: Fields): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, fieldSchema(field)]));
}

function listOf(names: readonly string[], maxItems: number): JsonSchema {
  return { type: 'array', maxItems, items: { oneOf: names.map((name) => ({ $ref: `#/$defs/${name}` })) } };
}
