import ts from 'typescript';
import type { Rule } from './rule.ts';

export const nameRules: Rule[] = [
  {
    claim: 'no file is longer than 400 lines',
    why: 'a file holds one idea; a longer one holds two, and the second cannot be found by its name',
    find(file) {
      const counts = /^(src|tests)\/.*\.(ts|js|svelte|css)$/.test(file.path);
      const lines = file.text.split('\n').length - 1;
      return counts && lines > 400 ? [{ line: 401, what: `${lines} lines` }] : [];
    },
    bad: [['src/lib/engine/a.ts', '\n'.repeat(401)]],
    good: [['src/lib/engine/a.ts', '\n'.repeat(400)]],
  },
  {
    claim: 'a file or folder is named after what it holds',
    why: 'a drawer for everything fills up with everything, and its name says nothing to who searches',
    find(file) {
      const drawer = /(^|[/.-])(utils?|helpers?|commons?|types?|misc)(?=[/.-])/.exec(inner(file.path));
      return drawer ? [{ line: 1, what: drawer[2] }] : [];
    },
    bad: [
      ['src/lib/engine/utils.ts', ''],
      ['src/lib/playground/helpers/a.ts', ''],
      ['src/lib/scenario/common.ts', ''],
      ['src/lib/base/node-types.ts', ''],
    ],
    good: [['src/lib/engine/arena.ts', '']],
  },
  {
    claim: 'files are called like-this.ts and components LikeThis.svelte',
    why: 'one spelling means a name is found, and works on disks that ignore case',
    find(file) {
      if (!/^(src|tests)\/.*\.(ts|js|svelte)$/.test(file.path)) return [];
      const name = file.path.slice(file.path.lastIndexOf('/') + 1);
      const right = /^\+/.test(name) || (name.endsWith('.svelte') ? component : module).test(name);
      return right ? [] : [{ line: 1, what: name }];
    },
    bad: [
      ['src/lib/engine/eventQueue.ts', ''],
      ['src/lib/ui/button.svelte', ''],
    ],
    good: [
      ['src/lib/engine/event-queue.test.ts', ''],
      ['src/lib/ui/IconButton.svelte', ''],
      ['src/routes/+page.svelte', ''],
    ],
  },
  {
    claim: 'no file or folder of src/ is called server or remote',
    why: 'SvelteKit gives these names a meaning: it keeps such files out of the page, and the site has no server',
    find(file) {
      const name = /^src\/.*?(?<=[/.])(server|remote)(?=[/.])/.exec(file.path);
      return name ? [{ line: 1, what: name[1] }] : [];
    },
    bad: [
      ['src/lib/server/a.ts', ''],
      ['src/lib/kinds/remote.ts', ''],
      ['src/routes/+page.server.ts', ''],
    ],
    good: [['src/lib/kinds/game-server-list/kind.ts', '']],
  },
  {
    claim: 'exports have names',
    why: 'a named thing is called the same wherever it is used, and a search finds every use',
    find(file) {
      // Tools force a default export on their configuration files only.
      if (/\.config\.(js|ts)$/.test(file.path)) return [];
      return file.nodes((node) => {
        const isDefault =
          ts.isExportAssignment(node) ||
          node.kind === ts.SyntaxKind.DefaultKeyword ||
          (ts.isExportSpecifier(node) && node.name.text === 'default');
        const inClause = node.parent && ts.isDefaultClause(node.parent);
        return isDefault && !inClause ? 'export default' : undefined;
      });
    },
    bad: [
      ['src/lib/engine/a.ts', `export default function a() {}`],
      ['src/lib/engine/a.ts', `const a = 1;\nexport default a;`],
      ['src/lib/engine/a.ts', `export { a as default } from './b.ts';`],
    ],
    good: [
      ['svelte.config.js', `export default {};`],
      ['src/lib/engine/a.ts', `export const a = 1;\nswitch (a) {\n  default:\n}`],
    ],
  },
];

const module = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/;
const component = /^[A-Z][A-Za-z0-9]*\.svelte$/;

/** The path within `src/lib`, `src` or `tests`; nothing for other files, which tools have named. */
function inner(path: string): string {
  return /^(?:src\/lib|src|tests)\/(.*)/.exec(path)?.[1] ?? '';
}
