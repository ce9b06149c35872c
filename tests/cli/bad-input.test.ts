import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../src/cli/sources.js';
import { folderWith, halfopen } from './halfopen.ts';

const files = {
  'torn.json': '{"format": 1,\n  "nodes": [],}',
  'wrong.json': JSON.stringify({
    format: 1,
    nodes: [
      { id: 'n1', kind: 'sevice' },
      { id: 'n2', kind: 'service', config: { threads: 0 } },
    ],
  }),
  'list.json': '[1, 2]',
  'empty.json': '',
};

/** Each is refused with 2, nothing on stdout, and a message that says where it is and what to do. */
const refused: readonly [claim: string, argv: readonly string[], message: RegExp][] = [
  ['no command', [], /Usage: npm run -s halfopen/],
  ['an unknown command', ['rnu'], /no command “rnu”\. Did you mean “run”\?/],
  ['a command like no other', ['frobnicate'], /The commands are: run, replay, validate/],
  ['help for an unknown command', ['help', 'rnu'], /Did you mean “run”\?/],
  ['an unknown option', ['run', 'reference', '--sed', '3'], /no option --sed here\. Did you mean --seed\?/],
  ['an option without its value', ['run', 'reference', '--for'], /--for.*\n*.*Usage: halfopen run/s],
  ['a duration without a unit', ['run', 'reference', '--for', '60'], /“60” is not a duration.*60s/],
  ['a duration of nothing', ['run', 'reference', '--for', '0s'], /--for: 0s is outside 1us to 2h/],
  ['a duration of days', ['run', 'reference', '--for', '99h'], /--for: 99h is outside/],
  ['a seed that is no number', ['run', 'reference', '--seed', 'x'], /--seed: “x” is not a whole number/],
  ['a negative seed', ['run', 'reference', '--seed=-1'], /--seed: “-1” is not a whole number from 0/],
  ['a seed beyond 2^53', ['run', 'reference', '--seed', '9007199254740992'], /not a whole number from 0/],
  ['no scenario', ['run'], /the scenario is missing\.\nUsage/],
  ['two scenarios', ['run', 'reference', 'reference'], /“reference” is one word too many/],
  ['a gallery name with a slip', ['run', 'referense'], /Did you mean “reference”\?/],
  ['a name like no other', ['run', 'zzzzzz'], /neither a file nor a link.*The gallery has: .*reference/],
  ['a file that is not there', ['run', 'none/such.json'], /There is no file none\/such\.json/],
  ['a folder', ['run', '.'], /\. is not a file/],
  [
    'a file that is no JSON',
    ['run', 'torn.json'],
    /torn\.json: error: This is not JSON: .*line 2,? column 15/,
  ],
  ['an empty file', ['run', 'empty.json'], /empty\.json: error: This is not JSON/],
  ['JSON that is no scenario', ['run', 'list.json'], /list\.json: error: Here belongs an object/],
  [
    'a bad document',
    ['run', 'wrong.json'],
    /wrong\.json \/nodes\/0\/kind: error: .*Did you mean “service”\?/,
  ],
  [
    'every fault at once',
    ['validate', 'wrong.json'],
    /\/nodes\/0\/kind.*\n.*\/nodes\/1\/config\/threads.*Use 1/,
  ],
  ['a link cut short', ['run', '#v0.abcdefgh'], /the link: error: Some of this link is missing/],
  ['a link of the future', ['run', '#v7.abcdefgh'], /newer Halfopen \(v7\)/],
  ['a link far too long', ['run', `#v0.${'a'.repeat(70_000)}`], /70,\d+ characters; 65,536 is the most/],
  ['an address without a scenario', ['run', 'https://a.example/'], /This address holds no scenario/],
  ['requests into no folder', ['run', 'reference', '--requests', 'no/where'], /--requests: no\/where cannot/],
  ['an operand where none belongs', ['schema', 'x'], /“x” is one word too many/],
];

test.each(refused)('%s is refused', async (_claim, argv, message) => {
  const { code, out, err } = await halfopen(argv, { cwd: folderWith(files) });
  expect(err).toMatch(message);
  expect(err).not.toContain('    at ');
  expect(out).toBe('');
  expect(code).toBe(2);
});

test('a reader that has seen enough is no error', () => {
  const launcher = join(root, 'src/cli/launcher.js');
  const script = `"$0" "${launcher}" schema | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath], { encoding: 'utf8' });
  expect(stdout).toBe('{\n0\n');
  expect(stderr).toBe('');
});
