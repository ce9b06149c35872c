import { choice, type ConfigOf, type Variant } from '#lib/base/schema.ts';
import type { FaultDefinition } from '#lib/faults/definition.ts';

const fields = {
  command: choice({
    label: 'Command',
    help: 'In the product’s own word: a breaker that does not know it, or may not do it now, stays as it is.',
    options: {
      open: 'open (Resilience4j, opossum)',
      close: 'close (Resilience4j, Polly, opossum)',
      'half-open': 'half-open (Resilience4j)',
      'force-open': 'force-open (Resilience4j)',
      disable: 'disable (Resilience4j, opossum)',
      enable: 'enable (opossum)',
      'metrics-only': 'metrics-only (Resilience4j)',
      isolate: 'isolate (Polly)',
    },
    default: 'open',
    source: 'Halfopen',
  }),
};

/** Breakers whose products are told by hand. */
const OBEYING = ['resilience4j', 'polly', 'opossum'];

export const fault: FaultDefinition = {
  fault: 'command-breaker',
  label: 'Command the breaker',
  short: 'Command',
  line: 'the breaker on {target} was told: {command}',
  blurb:
    'What an operator does by hand: every caller’s breaker on this edge is told to open, to close, to let all through.',
  order: 47,
  icon: 'M12 3v9M6.5 7a8 8 0 1 0 11 0',
  target: 'edge',
  once: true,
  suits: () => true,
  suitsEdge: ({ breaker }) => OBEYING.includes((breaker as Variant | undefined)?.is ?? ''),
  fields,
  levers: ({ command }: ConfigOf<typeof fields>) => [{ lever: 'command', value: 1, text: command }],
};
