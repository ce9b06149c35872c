import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../src/cli/run/report.ts';
import { folderWith, halfopen } from './halfopen.ts';

async function report(...argv: readonly string[]): Promise<Report> {
  const { code, out, err } = await halfopen(['run', ...argv, '--json']);
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out) as Report;
}

test('a run is told as one object with all that a script asks for', async () => {
  const told = await report('reference', '--for', '2s');

  expect(told.digest).toMatch(/^[0-9a-f]{16}$/);
  expect(told).toMatchObject({ name: 'Reference layout', seed: 1, simulatedMs: 2_000 });
  expect(Object.keys(told.outcomes)).toEqual(['ok']);
  expect(told.outcomes.ok).toBeGreaterThan(300);
  const { mean, p50, p90, p99 } = told.latencyMs;
  expect([mean, p50, p90, p99].every((each) => each !== null && each > 0)).toBe(true);
  expect(p50).toBeLessThan(p90!);
  expect(p90).toBeLessThan(p99!);
  expect(told.nodes.find(({ label }) => label === 'Order')?.instances).toHaveLength(3);
  expect(told.edges.find(({ id }) => id === 'e4')).toMatchObject({ from: 'n4', to: 'n6', carries: 'calls' });
  expect(told.transitions[0]).toMatchObject({ from: 'absent', to: 'live', reason: 'it registered' });
  expect(told).toMatchObject({ ghostCalls: 0, lateAnswers: 0 });
});

test('the same run has the same digest from the gallery, a file, standard input and a link', async () => {
  const { out: hash } = await halfopen(['link', 'reference']);
  const folder = folderWith({ 'mine.json': galleryText('reference') });
  const inFolder = ['run', 'mine.json', '--for', '1s', '--json'];
  const told = await Promise.all([
    halfopen(['run', 'reference', '--for', '1s', '--json']),
    halfopen(inFolder, { cwd: folder }),
    halfopen(['run', '-', '--for', '1s', '--json'], { stdin: galleryText('reference') }),
    halfopen(['run', `https://halfopen.example/play/?from=mail${hash.trim()}`, '--for', '1s', '--json']),
    halfopen(['run', hash.trim().slice(1), '--for', '1000ms', '--json']),
  ]);

  expect(told.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
  expect(new Set(told.map(({ out }) => (JSON.parse(out) as Report).digest)).size).toBe(1);
});

test('another seed is another run, and says so', async () => {
  const [own, other] = await Promise.all([
    report('reference', '--for', '1s'),
    report('reference', '--for', '1s', '--seed', '7'),
  ]);
  expect(other.seed).toBe(7);
  expect(other.digest).not.toBe(own.digest);
});

test('without --json the same numbers stand in a table', async () => {
  const { code, out } = await halfopen(['run', 'reference', '--for', '1s']);
  const { digest } = await report('reference', '--for', '1s');
  expect(code).toBe(0);
  expect(out).toContain(digest);
  expect(out).toMatch(/PostgreSQL +database/);
  expect(out).toMatch(/n5\/lease\/Order-2 +absent → live +it registered/);
});

test('--requests writes a line for every request that ended', async () => {
  const folder = folderWith({});
  const { code, out } = await halfopen(
    ['run', 'reference', '--for', '1s', '--json', '--requests', 'out.ndjson'],
    {
      cwd: folder,
    },
  );
  const lines = readFileSync(join(folder, 'out.ndjson'), 'utf8').trimEnd().split('\n');
  expect(code).toBe(0);
  expect(lines).toHaveLength((JSON.parse(out) as Report).outcomes.ok!);
  expect(JSON.parse(lines[0])).toMatchObject({
    source: expect.any(String),
    ordinal: expect.any(Number),
    outcome: 'ok',
  });
});

test('a run with no request answered has no latency, and that is not zero', async () => {
  const told = await report('reference', '--for', '1ms');
  expect(told.outcomes).toEqual({ ok: 0 });
  expect(told.latencyMs).toEqual({ mean: null, p50: null, p90: null, p99: null });
});

test('an engine limit ends with 3 and says when and what to do', async () => {
  const overload = {
    format: 1,
    nodes: [
      ...[1, 2, 3, 4].map((number) => {
        return { id: `c${number}`, kind: 'client', config: { ratePerSecond: 100_000 } };
      }),
      { id: 's', kind: 'service', config: { serviceTime: { is: 'constant', ms: 600_000 }, instances: 1 } },
    ],
    edges: [1, 2, 3, 4].map((number) => {
      const latency = { is: 'constant', ms: 600_000 };
      return { id: `e${number}`, from: `c${number}`, to: 's', config: { latency, timeoutMs: 600_000 } };
    }),
  };
  const { code, err } = await halfopen(['run', '-'], { stdin: JSON.stringify(overload) });
  expect(err).toMatch(/^The run stopped at 0\.\d+ s of simulated time: .* Lower the request rate/);
  expect(code).toBe(3);
});

function galleryText(name: string): string {
  return readFileSync(new URL(`../../src/lib/gallery/${name}/scenario.json`, import.meta.url), 'utf8');
}
