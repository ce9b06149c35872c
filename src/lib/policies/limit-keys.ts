import { choice, number } from '#lib/base/schema.ts';

/** Who shares a limit with whom. */
export type LimitKey = 'global' | 'client' | 'route' | 'client-and-route';

export const keyLabels: Readonly<Record<LimitKey, string>> = {
  global: 'all requests together',
  client: 'each client',
  route: 'each path',
  'client-and-route': 'each client and path',
};

export function keyField(chosen: LimitKey, source: string) {
  return choice<LimitKey>({
    label: 'Limit for',
    help: 'Requests with the same key share a limit. The client is who began the request, however far away.',
    options: keyLabels,
    default: chosen,
    source,
  });
}

/** Settings of every limiter that keeps a state for each key. */
export function keyFields(chosen: LimitKey, source: string) {
  return {
    key: keyField(chosen, source),
    maxKeys: number({
      label: 'Keys at most',
      help: 'When one more comes, the key seen longest ago is forgotten.',
      unit: '',
      min: 1,
      max: 4_096,
      integer: true,
      default: 256,
      source: 'Halfopen',
    }),
  };
}
