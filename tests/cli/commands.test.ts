import { expect, test } from 'vitest';
import { folderWith, halfopen } from './halfopen.ts';

test('the gallery is listed by the names that run takes', async () => {
  const { code, out } = await halfopen(['gallery']);
  expect(code).toBe(0);
  expect(out).toMatch(/^reference +Reference layout$/m);
  const { out: json } = await halfopen(['gallery', '--json']);
  expect(JSON.parse(json)).toContainEqual(
    expect.objectContaining({ name: 'reference', title: 'Reference layout' }),
  );
});

test('the schema is JSON Schema that knows every kind of node', async () => {
  const { code, out } = await halfopen(['schema']);
  const schema = JSON.parse(out) as { $schema: string; $defs: object };
  expect(code).toBe(0);
  expect(schema.$schema).toContain('2020-12');
  expect(Object.keys(schema.$defs)).toContain('node-service');
});

test('a link printed is a link that validates', async () => {
  const { code, out } = await halfopen(['link', 'reference']);
  expect(code).toBe(0);
  expect(out).toMatch(/^#v[0-9]+\.[\w-]+\n$/);
  const checked = await halfopen(['validate', out.trim()]);
  expect(checked).toMatchObject({ code: 0, out: 'the link is valid: 12 nodes, 17 edges, 0 actions.\n' });
});

test('validate --json says the problems as data and still ends with 2', async () => {
  const cwd = folderWith({ 'a.json': '{"format": 1, "nodes": [{"id": "n1", "kind": "sevice"}]}' });
  const { code, out } = await halfopen(['validate', 'a.json', '--json'], { cwd });
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject({
    valid: false,
    problems: [{ level: 'error', code: 'unknown-kind', where: '/nodes/0/kind' }],
  });
});

test('a warning is said, and the scenario is still valid', async () => {
  const cwd = folderWith({ 'a.json': '{"format": 1, "engine": 99}' });
  const { code, err } = await halfopen(['validate', 'a.json'], { cwd });
  expect(err).toMatch(/a\.json \/engine: warning: .*version 99/);
  expect(code).toBe(0);
});

test.each([[['help']], [['--help']], [['help', 'run']], [['run', '--help']]])(
  '%j explains itself',
  async (argv) => {
    const { code, out, err } = await halfopen(argv);
    expect(out).toContain('halfopen');
    expect(err).toBe('');
    expect(code).toBe(0);
  },
);

test('the version says which engine runs', async () => {
  const { code, out } = await halfopen(['--version']);
  expect(out).toMatch(/^halfopen \d+\.\d+\.\d+ \(engine \d+, scenario format \d+\)\n$/);
  expect(code).toBe(0);
});
