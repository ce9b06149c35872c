import type { Build } from '#lib/engine/build.ts';
import { GO, REFUSE, type Gate } from '#lib/engine/contract.ts';
import { decisions, type Expected, type Trace } from './drive-breaker.ts';

/** A decision with the finer reason of its refusal, where the recording names one. */
export interface Reasoned extends Expected {
  readonly reason?: string;
}

/** `decisions`, with the reason of each refusal but the common one, that it is open. Excluded calls are cancelled ones. */
export function reasonedDecisions(
  trace: Trace<unknown>,
  config: object,
  create: (build: Build<never>) => Gate,
): Reasoned[] {
  const refusals: (string | undefined)[] = [];
  const watched = (build: Build<never>): Gate => {
    const gate = create(build);
    return {
      enter(call) {
        const verdict = gate.enter(call);
        const name = verdict === GO ? undefined : build.sim.reasons.names[verdict - REFUSE];
        refusals.push(name === 'breaker open' ? undefined : name);
        return verdict;
      },
      leave: (call) => gate.leave(call),
      reset: () => gate.reset(),
      explain: () => gate.explain(),
    };
  };
  const events = trace.events.map((event) =>
    event.outcome === 'excluded' ? { ...event, outcome: 'cancelled' } : event,
  );
  const decided: Reasoned[] = decisions({ ...trace, events }, config, watched);
  const arrivals = trace.events.map((_, event) => event).sort((a, b) => events[a].atMs - events[b].atMs);
  return decided.map((each) => {
    const reason = each.event === undefined ? undefined : refusals[arrivals.indexOf(each.event)];
    return reason === undefined ? each : { ...each, reason };
  });
}
