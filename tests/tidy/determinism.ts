import ts from 'typescript';
import { inexactMath, inexactReason, outsideReason, outsideWorld } from './nondeterminism.js';
import type { Rule } from './rule.ts';

export const determinismRules: Rule[] = [
  {
    claim: 'the engine knows no clock and no chance but its own',
    why: outsideReason,
    find: (file) =>
      file.nodes((node) => {
        if (!isDeterministic(file.path) || !ts.isIdentifier(node)) return undefined;
        if (isMember(node, 'Math', ['random'])) return 'Math.random';
        return outsideWorld.includes(node.text) && isFree(node) ? node.text : undefined;
      }),
    bad: [
      ['src/lib/engine/a.ts', `const a = Math.random();`],
      ['src/lib/world/a.ts', `const a = Date.now();`],
      ['src/lib/kinds/client/behaviour.ts', `const a = performance.now();`],
      ['src/lib/policies/limiting/bucket/behaviour.ts', `const a = new Date();`],
      ['src/lib/faults/crash/fault.ts', `setTimeout(() => {}, 1);`],
    ],
    good: [
      ['src/lib/engine/a.ts', `// Math.random would break replays.\nconst a = host.performance;`],
      ['src/lib/runner/pacing.ts', `const a = performance.now();`],
      ['src/lib/engine/a.test.ts', `const a = Date.now();`],
    ],
  },
  {
    claim: 'the engine computes only what every browser computes alike',
    why: inexactReason,
    find: (file) =>
      file.nodes((node) => {
        if (!isDeterministic(file.path)) return undefined;
        if (ts.isIdentifier(node) && isMember(node, 'Math', inexactMath)) return `Math.${node.text}`;
        return powers.includes(node.kind) ? '**' : undefined;
      }),
    bad: [
      ['src/lib/engine/a.ts', `const a = Math.log(2);`],
      ['src/lib/engine/a.ts', `const { exp } = Math;`],
      ['src/lib/policies/retrying/simple/behaviour.ts', `const a = 2 ** 3;`],
      ['src/lib/kinds/client/behaviour.ts', `let a = 2;\na **= 3;`],
    ],
    good: [
      ['src/lib/engine/a.ts', `/** 2 ** 3 */\nconst a = Math.sqrt(2) + ln(3);`],
      ['src/lib/charts/lines/geometry.ts', `const a = Math.log(2) ** 2;`],
    ],
  },
];

const powers = [ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken];

function isDeterministic(path: string): boolean {
  return /^src\/lib\/(engine|policies|kinds|world|faults)\/.*(?<!\.test|\.svelte)\.ts$/.test(path);
}

/** `owner.name` or `const { name } = owner`. */
function isMember(node: ts.Identifier, owner: string, names: string[]): boolean {
  const { parent } = node;
  if (!names.includes(node.text)) return false;
  if (ts.isPropertyAccessExpression(parent))
    return parent.name === node && parent.expression.getText() === owner;
  if (!ts.isBindingElement(parent)) return false;
  const declaration = parent.parent.parent;
  return ts.isVariableDeclaration(declaration) && declaration.initializer?.getText() === owner;
}

/** Not the name of a property, as in `host.performance` or `{ performance: 1 }`. */
function isFree(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return !(
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodDeclaration(parent)
  );
}
