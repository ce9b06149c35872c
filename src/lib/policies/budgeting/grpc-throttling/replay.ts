import { onlyOptions, Unsupported, type Recording, type Replays } from '#lib/base/recording.ts';
import { Build } from '#lib/engine/build.ts';
import { Host } from '#lib/engine/host.ts';
import { silent } from '#lib/engine/sink.ts';
import { Simulation } from '#lib/engine/simulation.ts';
import { create, type GrpcThrottling } from './behaviour.ts';
import { policy } from './policy.ts';

/** Recorded outcomes of so many calls each; after them, whether retries are allowed (“closed”) and the tokens left. */
export const replays: Replays = {
  'grpc-retry-throttle': (recording) => {
    onlyOptions(recording, ['maxTokens', 'tokenRatio']);
    const throttle = throttleOf(recording);
    const after = (recording.events ?? []).map(({ atMs, outcome, count = 1 }, event) => {
      for (let i = 0; i < count; i++) book(throttle, outcome);
      const state = throttle.isAboveThreshold ? 'closed' : 'open';
      return { event, atMs, state, tokens: throttle.tokens };
    });
    const decisions = (recording.expected ?? after).map(({ event, atMs }) => {
      if (typeof event === 'number') return after[event];
      const last = after.findLast((each) => each.atMs <= (atMs as number));
      return { atMs, state: last?.state ?? 'closed' };
    });
    return { decisions };
  },
};

function throttleOf({ config }: Recording): GrpcThrottling {
  const sim = new Simulation({ nodes: 1, hosts: 1, edges: 1, layers: 1 }, silent);
  const place = { owner: 'e1', instance: 0, instances: ['caller'], seed: 1 };
  const { maxTokens = policy.fields.maxTokens.default, tokenRatio = policy.fields.tokenRatio.default } =
    config;
  const read = { maxTokens: maxTokens as number, tokenRatio: tokenRatio as number };
  return create(new Build(sim, read, new Host(sim, 0), place));
}

function book(throttle: GrpcThrottling, outcome = ''): void {
  if (outcome === 'success') throttle.succeeded();
  else if (outcome === 'failure') throttle.failed();
  else throw new Unsupported(`unknown outcome “${outcome}”`);
}
