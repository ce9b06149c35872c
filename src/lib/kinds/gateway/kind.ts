import { text, type ConfigOf } from '#lib/base/schema.ts';
import { callFields, intakeFields } from '#lib/policies/call-fields.ts';
import { lookupFields } from '#lib/policies/lookup-fields.ts';
import type { KindDefinition } from '#lib/kinds/definition.ts';
import { proxyFields } from '#lib/kinds/proxy-fields.ts';

const fields = {
  ...proxyFields(),
  ...intakeFields(),
};
export type GatewayConfig = ConfigOf<typeof fields>;

const routeFields = {
  path: text({
    label: 'Path',
    help: 'Requests whose path begins so take this route; the longest match wins. Empty: a slash and the callee’s id.',
    maxLength: 80,
    default: '',
    source: 'Halfopen',
  }),
  ...callFields({ timeoutMs: 30_000, timeoutSource: 'course', breaker: 'course', breakerSource: 'course' }),
};

export const kind: KindDefinition = {
  kind: 'gateway',
  label: 'Gateway',
  blurb: 'Routes requests by path; a breaker guards each route.',
  family: 'services',
  order: 20,
  icon: 'M3 12h7M14 5h7M14 12h7M14 19h7M10 5v14M10 5h4M10 19h4',
  takes: 'calls',
  ports: {
    calls: { label: 'Route', fields: routeFields },
    registry: { label: 'Looks up', fields: lookupFields, looksUp: true },
  },
  fields,
};
