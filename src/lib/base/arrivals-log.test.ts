import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readArrivalsLog } from './arrivals-log.ts';
import { describe as inWords, messages } from './messages.ts';

/** The log in plain arrays, and its problems as [code, line]. */
function read(text: string, maxRows?: number) {
  const { log, problems } = readArrivalsLog(text, '/log', maxRows);
  const columns = Object.fromEntries(Object.entries(log).map(([name, values]) => [name, Array.from(values)]));
  return { columns, problems: problems.map(({ code, params }) => [code, params.line ?? params.more]) };
}

const good = (columns: object) => ({ columns, problems: [] });

describe('a log is read', () => {
  test.each<[string, string, object]>([
    ['nothing at all', '', { atMs: [] }],
    ['only remarks', '# a\n\n  # b\r\n', { atMs: [] }],
    ['bare times', '0\n1.5\n1.5\n1e3', { atMs: [0, 1.5, 1.5, 1_000] }],
    ['times with keys', '0,a\n7,b', { atMs: [0, 7], key: ['a', 'b'] }],
    [
      'results',
      '0,ok,12\n5,timed-out,0.5',
      { atMs: [0, 5], outcome: ['ok', 'timed-out'], durationMs: [12, 0.5] },
    ],
    [
      'columns named in any order, others skipped',
      'host,Key,path,ATMS\nx,k,/a,3',
      { atMs: [3], key: ['k'], path: ['/a'] },
    ],
    ['a header and no rows', 'atMs,key\n', { atMs: [], key: [] }],
    ['one column named twice', 'atMs,atMs,key\n1,,k', { atMs: [1], key: ['k'] }],
    ['quotes', '"0","a,b"\n 1 , "say ""hi""" ', { atMs: [0, 1], key: ['a,b', 'say "hi"'] }],
    ['a byte order mark', '\ufeffatMs\n4', { atMs: [4] }],
    ['CRLF, and the CR of old', '1\r\n2\r3\n', { atMs: [1, 2, 3] }],
    ['signs and bare points', '-0\n+1\n.5e1\n6.', { atMs: [0, 1, 5, 6] }],
    ['milliseconds since 1970', '1767225600000.125', { atMs: [1_767_225_600_000.125] }],
    [
      'NDJSON',
      '# x\n{"key":7,"atMs":1,"other":[]}\n\n{"atMs":2.5,"key":"b"}',
      { atMs: [1, 2.5], key: ['7', 'b'] },
    ],
    [
      'NDJSON results',
      '{"atMs":1,"outcome":"ok","durationMs":3,"path":"/p"}',
      { atMs: [1], outcome: ['ok'], durationMs: [3], path: ['/p'] },
    ],
  ])('with %s', (_what, text, columns) => expect(read(text)).toEqual(good(columns)));

  test('and minus zero is zero', () => expect(Object.is(readArrivalsLog('-0').log.atMs[0], 0)).toBe(true));
});

describe('a bad row is named by its line and left out', () => {
  test.each<[string, string, [string, number][], number[]]>([
    ['no number', '0\nabc\n2', [['log-value', 2]], [0, 2]],
    ['two numbers', '0\n1 2\n3', [['log-value', 2]], [0, 3]],
    ['hexadecimal', '0\n0x10', [['log-value', 2]], [0]],
    [
      'Infinity',
      '0\nInfinity\nNaN',
      [
        ['log-value', 2],
        ['log-value', 3],
      ],
      [0],
    ],
    ['thousands', '0\n"1,000"', [['log-value', 2]], [0]],
    ['a decimal comma', '0\n1,5', [['log-cells', 2]], [0]],
    ['a negative time', '-1\n2', [['log-range', 1]], [2]],
    ['a time beyond all', '1\n1e300', [['log-range', 2]], [1]],
    ['a number too big to be one', '1\n1e999', [['log-range', 2]], [1]],
    ['out of order', '5\n# why\n4.9\n6', [['log-order', 3]], [5, 6]],
    ['a missing time', '1,a\n,b\n3,c', [['log-missing', 2]], [1, 3]],
    ['a missing key', '1,a\n2,\n3,c', [['log-missing', 2]], [1, 3]],
    ['a missing column', '1,ok,5\n2,ok\n3,ok,1', [['log-cells', 2]], [1, 3]],
    ['a column too many', '1,ok,5,x\n2,ok,5', [['log-cells', 1]], [2]],
    [
      'a bad duration',
      '1,ok,x\n2,ok,-5\n3,ok,0',
      [
        ['log-value', 1],
        ['log-range', 2],
      ],
      [3],
    ],
    ['an open quote', '1,"a\n2,b', [['log-quote', 1]], [2]],
    ['a quote inside a cell', '1,a"b"\n2,b', [['log-quote', 1]], [2]],
    ['a key as long as a book', `1,a\n2,${'x'.repeat(201)}`, [['log-value', 2]], [1]],
    ['a line as long as a book', `1,a\n2,${'x'.repeat(5_000)}\n3,b`, [['log-line', 2]], [1, 3]],
    [
      'broken JSON',
      '{"atMs":1}\n{"atMs":2\n7\n{"atMs":3}',
      [
        ['log-json', 2],
        ['log-json', 3],
      ],
      [1, 3],
    ],
    [
      'a list for an object',
      '{"atMs":1}\n[2]\nnull',
      [
        ['log-json', 2],
        ['log-json', 3],
      ],
      [1],
    ],
    ['a time in quotes of JSON', '{"atMs":1}\n{"atMs":"soon"}', [['log-value', 2]], [1]],
    ['JSON without its time', '{"key":"a"}\n{"key":"b","atMs":1}', [['log-missing', 1]], [1]],
    [
      'JSON null',
      '{"atMs":null}\n{"atMs":[]}',
      [
        ['log-missing', 1],
        ['log-value', 2],
      ],
      [],
    ],
    [
      'a name inherited',
      '{"atMs":1,"__proto__":{"key":"x"}}\n{"__proto__":{"atMs":5}}',
      [['log-missing', 2]],
      [1],
    ],
  ])('%s', (_what, text, problems, atMs) => {
    const found = read(text);
    expect(found.problems).toEqual(problems);
    expect(found.columns.atMs).toEqual(atMs);
  });

  test('a header without times is one problem, not one a line', () => {
    expect(read('when,key\n1,a\n2,b')).toEqual({
      columns: { atMs: [], key: [] },
      problems: [['log-header', 1]],
    });
  });

  test('a name one slip away from a known one is asked about', () => {
    expect(read('atMs,keys\n1,a').problems).toEqual([['log-column', 1]]);
    expect(read('{"atMs":1,"Key":4,"bytes":3}')).toEqual({
      columns: { atMs: [1] },
      problems: [['log-column', 1]],
    });
    expect(readArrivalsLog('atMs,outcom,durationMs\n1,ok,2').problems[0].params.nearest).toBe('outcome');
  });
});

test('a log has at most as many rows as are wanted, and says so once', () => {
  expect(read('0\n1\n2', 3).problems).toEqual([]);
  expect(read('0\n1\n2\n3\n4', 3)).toEqual({ columns: { atMs: [0, 1, 2] }, problems: [['log-long', 4]] });
});

test('a hundred thousand bad lines are told by the first twenty', () => {
  const { problems } = read('0\n' + 'x\n'.repeat(100_000));
  expect(problems).toHaveLength(21);
  expect(problems[20]).toEqual(['log-more', 99_980]);
});

test('text that is meant to take for ever does not', { timeout: 5_000 }, () => {
  for (const part of [' ', '"', '""', ',', '\t"', '{', '{"a":[', '\r', '#', '1e', '" ,']) {
    expect(readArrivalsLog('1,' + part.repeat(200_000) + 'x"y').log.atMs.length).toBeLessThanOrEqual(1);
    expect(readArrivalsLog(('1,' + part.repeat(500) + 'x"y\n').repeat(500)).problems.length).toBeLessThan(22);
  }
});

test('whatever it is given, it gives equally long columns, ascending times and problems with words', () => {
  const part = fc.constantFrom(
    '1',
    '2.5',
    '-1',
    ',',
    '\n',
    '"',
    '#',
    ' ',
    'atMs',
    'key',
    '{"atMs":',
    '}',
    'ok',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part).map((parts) => parts.join('')),
      ),
      (text) => {
        const { log, problems } = readArrivalsLog(text);
        for (const column of Object.values(log)) expect(column).toHaveLength(log.atMs.length);
        expect(Array.from(log.atMs).sort((a, b) => a - b)).toEqual(Array.from(log.atMs));
        for (const problem of problems) {
          expect(Object.hasOwn(messages, problem.code)).toBe(true);
          expect(inWords(problem).says).not.toContain('undefined');
          expect(inWords(problem).fix).not.toContain('undefined');
        }
      },
    ),
  );
});

test.each([
  ['1\nx', 'Line 2: “x” cannot be “atMs”.', 'Write a plain number of milliseconds.'],
  ['5\n4', 'Line 2: 4 ms comes before the 5 ms above it.', 'Sort the rows by their times.'],
])('%j reads well', (text, says, fix) => {
  expect(inWords(readArrivalsLog(text).problems[0])).toMatchObject({ says, fix });
});
