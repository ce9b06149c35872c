import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readArrivalsLog } from '#lib/base/arrivals-log.ts';
import { DEFAULT_EPOCH_MS } from '#lib/scenario/document.ts';
import { readArguments, wholeNumber } from '#cli/arguments.ts';
import type { Command, Surroundings } from '#cli/command.ts';
import { Complaint, EXIT, problemLines } from '#cli/complaint.ts';
import { edgeWith, nameOf, policyCalled } from '#cli/replay/chosen-policy.ts';
import { logReport } from '#cli/replay/log-report.ts';
import { logTable } from '#cli/replay/log-table.ts';
import { readRecordings } from '#cli/replay/read-recordings.ts';
import { replayOf } from '#cli/replay/recordings.ts';

const OPTIONS = {
  check: { type: 'boolean' },
  policy: { type: 'string' },
  set: { type: 'string', multiple: true },
  hosts: { type: 'string', default: '3' },
  json: { type: 'boolean' },
} as const;
const MOST_HOSTS = 32;

export const replay: Command = {
  name: 'replay',
  usage: '<recordings.json> [--check] | <log.csv | log.ndjson> --policy <family/name> [--set option=value …]',
  summary: 'Runs recorded arrivals through one policy and prints each decision.',
  details: [
    'Recordings (JSON): one line of JSON a case, with what differs; then a summary line.',
    '  --check   ends with 1 unless every case is supported and agrees',
    '',
    'Logs: CSV rows of atMs, or atMs,key, or atMs,outcome,durationMs; or a line of JSON each with those names.',
    '  --policy  such as breaking/resilience4j, limiting/nginx-limit-req, retrying/envoy',
    '  --set     an option of that policy by its own name: failureRateThreshold=50; may be repeated',
    '  --hosts   instances of the callee, for balancers (3)',
    '  --json    one line of JSON a row, then a summary line',
    '',
    '  A file may be - for standard input.',
  ].join('\n'),
  run(argv, around) {
    const { values, positionals } = readArguments(replay, argv, OPTIONS, ['the file']);
    const text = textOf(positionals[0], around);
    const file = positionals[0] === '-' ? 'standard input' : positionals[0];
    const isLog = values.policy !== undefined;
    if (!isLog && !/^\s*[[{]/.test(text.replace(/^\ufeff/, ''))) {
      throw new Complaint(
        `${file} is no JSON. To run it as a log, name a policy: --policy breaking/resilience4j`,
      );
    }
    if (!isLog) return replayRecordings(file, text, values.check === true, around);
    if (values.check) throw new Complaint('--check compares recordings; a log has nothing to compare with.');
    const policy = policyCalled(values.policy!);
    const config = edgeWith(policy, values.set ?? []);
    const { log, problems } = readArrivalsLog(text);
    if (problems.length > 0) throw new Complaint(problemLines(file, problems));
    const hosts = wholeNumber('--hosts', values.hosts, 1, MOST_HOSTS);
    const report = logReport(nameOf(policy), log, config, hosts, DEFAULT_EPOCH_MS);
    if (values.json) {
      const { decisions, ...summary } = report;
      for (const decision of decisions) around.print(JSON.stringify(decision));
      around.print(JSON.stringify(summary));
    } else around.print(logTable(report));
    return EXIT.good;
  },
};

function replayRecordings(name: string, text: string, check: boolean, around: Surroundings): number {
  const summary = { scenarios: 0, passed: 0, failed: 0, unsupported: 0 };
  for (const recording of readRecordings(name, text)) {
    const replayed = replayOf(recording);
    summary.scenarios++;
    if (replayed.unsupported !== undefined) summary.unsupported++;
    else if (replayed.ok) summary.passed++;
    else summary.failed++;
    around.print(JSON.stringify(replayed));
  }
  around.print(JSON.stringify(summary));
  return check && summary.passed < summary.scenarios ? EXIT.checkFailed : EXIT.good;
}

function textOf(file: string, { cwd }: Surroundings): string {
  try {
    return readFileSync(file === '-' ? 0 : resolve(cwd, file), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Complaint(
      code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${message}.`,
    );
  }
}
