import { onlyOptions, Unsupported, type Recording, type Replays } from '#lib/base/recording.ts';
import { defaultsOf } from '#lib/base/schema.ts';
import { LoneBudget } from '#lib/policies/budgeting/lone-budget.ts';
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
  const { maxTokens, tokenRatio } = { ...defaultsOf(policy.fields), ...config };
  const settings = { maxTokens: Number(maxTokens), tokenRatio: Number(tokenRatio) };
  return new LoneBudget(create, settings).budget;
}

function book(throttle: GrpcThrottling, outcome = ''): void {
  if (outcome === 'success') throttle.succeeded();
  else if (outcome === 'failure') throttle.failed();
  else throw new Unsupported(`unknown outcome “${outcome}”`);
}
