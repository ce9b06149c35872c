import type { Comparison } from './compare.ts';
import type { PolicyCost } from './policy-costs.ts';
import type { BenchReport } from './report.ts';

/** The benchmark for people. */
export function benchTable({
  machine,
  runs,
  models,
  growth,
  bytesPerRequest,
  policies,
  missing,
}: BenchReport): string {
  const { cpu, cores, node, load } = machine;
  const { small, large } = growth;
  const growthFactor = large.nsPerEvent / small.nsPerEvent;
  return [
    `${cpu}, ${cores} cores, Node ${node}; processor time, median of ${runs} runs in turn`,
    ...(load > cores / 2
      ? [`The machine is busy (load ${load.toFixed(1)}): read the ratios, not the speeds.`]
      : []),
    ...models.map(modelTable),
    [
      `growth    ${whole(small.nsPerEvent)} ns an event with ${small.stations} stations,`,
      `${whole(large.nsPerEvent)} ns with ${whole(large.stations)} stations: ${growthFactor.toFixed(2)} times`,
    ].join(' '),
    `memory    ${bytesPerRequest.toFixed(1)} bytes allocated a request on net (sampled)`,
    policyTable(policies),
    ...missing.map((reason) => `not run   ${reason}`),
  ].join('\n\n');
}

function modelTable({ model, exactMs, figures, collections, events }: Comparison): string {
  const rows = figures.map(
    ({ name, requestsPerSecond, nsPerEvent, meanMs, halfWidthMs, isExact, ratio }, at) =>
      [
        `  ${name}`.padEnd(22),
        whole(requestsPerSecond).padStart(11),
        whole(nsPerEvent).padStart(9),
        `${meanMs.toFixed(3)} ± ${halfWidthMs.toFixed(3)}`.padStart(18),
        (isExact ? 'inside' : 'OUTSIDE').padStart(9),
        at === 0 ? '' : `${ratio.toFixed(2)} times as fast`.padStart(22),
      ].join(''),
  );
  return [
    `${model}: closed form ${exactMs.toFixed(5)} ms`,
    `${''.padEnd(22)}${'requests/s'.padStart(11)}${'ns/event'.padStart(9)}${'mean ms'.padStart(18)}${''.padStart(9)}${'Halfopen is'.padStart(22)}`,
    ...rows,
    `  garbage collections: ${collections} in ${whole(events)} events`,
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}

function policyTable(policies: readonly PolicyCost[]): string {
  const width = Math.max(...policies.map(({ policy }) => policy.length)) + 4;
  return [
    `${'policies, alone'.padEnd(width)}${'ns/decision'.padStart(12)}${'bytes'.padStart(8)}`,
    ...policies.map(({ policy, nsPerDecision, bytesPerDecision }) =>
      [
        `  ${policy}`.padEnd(width),
        whole(nsPerDecision).padStart(12),
        bytesPerDecision.toFixed(1).padStart(8),
      ].join(''),
    ),
  ].join('\n');
}

const english = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

function whole(value: number): string {
  return english.format(value);
}
