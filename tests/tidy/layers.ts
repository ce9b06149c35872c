/**
 * The layers of `src/`, lowest first, and what each may import: the listed layers and itself.
 * Everything not listed is out of reach, so a new arrow is a decision made here, in sight.
 */
export const layers: Record<string, { sees: string[]; packages: string[] | 'any'; why: string }> = {
  base: {
    sees: [],
    packages: [],
    why: 'everything stands on base, so base stands on nothing',
  },
  machine: {
    sees: ['base'],
    packages: ['xstate'],
    why: 'the same chart is compiled for the engine, drawn by the page and walked by the tests',
  },
  engine: {
    sees: ['base', 'machine'],
    packages: ['xstate'],
    why: 'the deterministic core knows instances, stations and messages, and nothing of the domain or the page',
  },
  contract: {
    sees: ['base', 'machine', 'definition', 'engine'],
    packages: [],
    why: 'a contract is what siblings know of each other',
  },
  definition: {
    sees: ['base', 'machine', 'contract'],
    packages: [],
    why: 'the page, the worker and the command line all read definitions, so these bring nothing along',
  },
  behaviour: {
    sees: ['base', 'machine', 'definition', 'contract', 'engine'],
    packages: [],
    why: 'a behaviour runs in the worker, on the engine and its own definition only',
  },
  scenario: {
    sees: ['base', 'machine', 'definition'],
    packages: [],
    why: 'a scenario is a document: the page edits it without the engine',
  },
  metrics: {
    sees: ['base', 'engine'],
    packages: [],
    why: 'metrics reduce what the engine recorded, whatever it means',
  },
  world: {
    sees: ['base', 'machine', 'definition', 'contract', 'engine', 'behaviour', 'scenario'],
    packages: [],
    why: 'the world turns a scenario into an engine; who runs or shows it is not its business',
  },
  staleness: {
    sees: ['base', 'definition', 'engine', 'scenario', 'metrics', 'world'],
    packages: [],
    why: 'what is measured over many runs needs worlds, and nothing of who shows it',
  },
  door: {
    sees: ['base', 'machine', 'definition', 'scenario', 'metrics'],
    packages: [],
    why: 'the protocol and the handle are what the page loads of the runner: they must not bring the world along',
  },
  runner: {
    sees: [
      ...['base', 'machine', 'definition', 'contract', 'engine', 'behaviour'],
      ...['scenario', 'metrics', 'world', 'door'],
    ],
    packages: ['xstate'],
    why: 'the runner lives in the worker, where there is no page',
  },
  share: {
    sees: ['base', 'machine', 'definition', 'scenario'],
    packages: 'any',
    why: 'a link holds a scenario, not a run',
  },
  exporters: {
    sees: ['base', 'machine', 'definition', 'scenario'],
    packages: 'any',
    why: 'an exporter reads facts of the scenario only, so that a new kind needs no change here',
  },
  gallery: {
    sees: ['base', 'machine', 'definition', 'scenario', 'share'],
    packages: 'any',
    why: 'a gallery scenario is a document with a claim; its test runs it, it does not',
  },
  cli: {
    sees: [
      ...['base', 'machine', 'definition', 'contract', 'engine', 'behaviour', 'scenario', 'metrics', 'world'],
      ...['staleness', 'door', 'runner', 'share', 'exporters', 'gallery'],
    ],
    packages: 'any',
    why: 'the command line runs the same engine where there is no browser',
  },
  ui: {
    sees: ['base'],
    packages: 'any',
    why: 'a button knows nothing of breakers',
  },
  charts: {
    sees: ['base', 'ui', 'metrics'],
    packages: 'any',
    why: 'a chart draws numbers, whatever they count',
  },
  view: {
    sees: ['base', 'machine', 'definition', 'contract', 'scenario', 'metrics', 'door', 'ui', 'charts'],
    packages: 'any',
    why: "the view of a kind or policy must not pull its behaviour into the page's bundle",
  },
  playground: {
    sees: [
      ...['base', 'machine', 'definition', 'contract', 'scenario', 'metrics', 'door'],
      ...['share', 'exporters', 'gallery', 'ui', 'charts', 'view'],
    ],
    packages: 'any',
    why: 'the page sees of the runner its protocol and handle only; the engine stays in the worker',
  },
  learn: {
    sees: [
      ...['base', 'machine', 'definition', 'contract', 'scenario', 'metrics', 'door'],
      ...['share', 'exporters', 'gallery', 'ui', 'charts', 'view', 'playground'],
    ],
    packages: 'any',
    why: 'lessons are told with the playground, and the playground stands without them',
  },
  routes: {
    sees: [
      ...['base', 'machine', 'definition', 'contract', 'scenario', 'metrics', 'door'],
      ...['share', 'exporters', 'gallery', 'ui', 'charts', 'view', 'playground', 'learn'],
    ],
    packages: 'any',
    why: 'a route is thin: it chooses what to show',
  },
};

/** The layer a path of `src/` belongs to; undefined if the house has no room for it. */
export function layerOf(path: string): string | undefined {
  return rooms.find(([pattern]) => pattern.test(path))?.[1];
}

const rooms: [RegExp, string][] = [
  [/^src\/cli\//, 'cli'],
  [/^src\/(routes\/|app\.|service-worker|hooks\.)/, 'routes'],
  [/^src\/lib\/runner\/((log-)?protocol|start-(log-)?worker|handle[\w.-]*)\.ts$/, 'door'],
  [/^src\/lib\/(engine|kinds|policies|faults)\/(.*[/.])?machine\.ts$/, 'machine'],
  [/^src\/lib\/machines\//, 'machine'],
  // Within kinds, policies and faults the file's name tells its role …
  [/^src\/lib\/(kinds|policies|faults)\/(.*\.svelte(\.ts)?|(.*\/)?views\.ts)$/, 'view'],
  [/^src\/lib\/(kinds|policies|faults)\/.*\/(kind|policy|fault)\.ts$/, 'definition'],
  [/^src\/lib\/(kinds|policies|faults)\/(.*\/)?contract\.ts$/, 'contract'],
  // … and what stands at their top defines, unless it runs.
  [
    /^src\/lib\/(kinds|policies|faults)\/(?!behaviours\.|all-behaviours\.|load-policies\.|replays\.|chain\.)[\w.-]+$/,
    'definition',
  ],
  [/^src\/lib\/(kinds|policies|faults)\//, 'behaviour'],
  ...['base', 'engine', 'scenario', 'metrics', 'world', 'staleness', 'runner', 'share']
    .concat(['exporters', 'gallery'])
    .concat(['ui', 'charts', 'playground', 'learn'])
    .map((name): [RegExp, string] => [new RegExp(`^src/lib/${name}/`), name]),
];
