import { outcomes } from '#lib/base/outcomes.ts';
import type { Report } from './report.ts';

/** More than this nobody reads on a screen; `--json` has them all. */
const SHOWN_TRANSITIONS = 40;

/** A report for people: the same numbers as the JSON, in columns. */
export function tableOf(report: Report): string {
  return [summaryOf(report), nodesOf(report), edgesOf(report), transitionsOf(report)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function summaryOf({ name, digest, seed, simulatedMs, events, outcomes: counts, latencyMs }: Report): string {
  const total = Object.values(counts).reduce((sum, each) => sum + each, 0);
  const rate = (total / simulatedMs) * 1_000;
  const rows = outcomes.flatMap(({ outcome, label }) => {
    const ended = counts[outcome];
    return ended === undefined ? [] : [[`  ${label}`, count(ended), share(ended, total)]];
  });
  const { mean, p50, p90, p99 } = latencyMs;
  return [
    `${name}: ${count(simulatedMs / 1_000)} s simulated, seed ${seed}, ${count(events)} events`,
    `digest ${digest}`,
    '',
    columns([['requests', count(total), `${count(rate)}/s`], ...rows], 'lrr'),
    mean === null
      ? 'no request was answered'
      : `latency   mean ${time(mean)}, half within ${time(p50)}, 90 % ${time(p90)}, 99 % ${time(p99)}`,
  ].join('\n');
}

function nodesOf({ nodes, edges }: Report): string {
  const called = nodes.filter(({ id }) => edges.some(({ to, carries }) => to === id && carries === 'calls'));
  if (called.length === 0) return '';
  const rows = called.map(({ id, label, kind, taken, ok, failed, ghostCalls }) => {
    return [id, label, kind, ...[taken, ok, failed, ghostCalls].map(count)];
  });
  return columns([['node', '', '', 'taken', 'ok', 'failed', 'while dead'], ...rows], 'lllrrrr');
}

function edgesOf({ nodes, edges }: Report): string {
  const labels = new Map(nodes.map(({ id, label }) => [id, label]));
  const rows = edges
    .filter(({ carries }) => carries === 'calls')
    .map(({ id, from, to, sent, refused, retried, lateAnswers }) => {
      return [
        id,
        `${labels.get(from)} → ${labels.get(to)}`,
        ...[sent, refused, retried, lateAnswers].map(count),
      ];
    });
  return rows.length === 0
    ? ''
    : columns([['edge', '', 'sent', 'refused', 'retried', 'late'], ...rows], 'llrrrr');
}

function transitionsOf({ transitions }: Report): string {
  if (transitions.length === 0) return '';
  const rows = transitions.slice(0, SHOWN_TRANSITIONS).map(({ atMs, subject, from, to, reason }) => {
    return [`${(atMs / 1_000).toFixed(3)} s`, subject, `${from} → ${to}`, reason];
  });
  const more = transitions.length - rows.length;
  return columns(rows, 'rlll') + (more > 0 ? `\n… and ${count(more)} more: --json lists them all.` : '');
}

/** Rows as lines, each cell as wide as its column; `sides` says l or r for each column. */
function columns(rows: readonly (readonly string[])[], sides: string): string {
  const widths = [...sides].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => (sides[at] === 'r' ? cell.padStart(widths[at]) : cell.padEnd(widths[at])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const english = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

function count(value: number): string {
  return english.format(value);
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${((part / whole) * 100).toFixed(1)} %`;
}

function time(ms: number | null): string {
  return ms === null ? '–' : `${ms < 10 ? ms.toFixed(2) : ms.toFixed(1)} ms`;
}
