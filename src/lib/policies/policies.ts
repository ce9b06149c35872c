import type { Variant, VariantOption } from '#lib/base/schema.ts';
import type { CallFamily, Mechanism, PolicyDefinition, PolicyFamily, Scaling } from './definition.ts';

export type AnyPolicy = PolicyDefinition | Mechanism | Scaling;

/**
 * The policies that are here by now, whatever their family, by `family/policy`. The first screen shows, and the first run
 * needs, a handful of seventy, so they come when they are wanted: all of them with `all-policies.ts`, or by name with
 * `load-policies.ts`. Lists and options grow in place, and who holds one sees what came.
 */
export const loaded: ReadonlyMap<string, AnyPolicy> = new Map();
/** Those of an edge in the order of their families' lists; discovery mechanisms; autoscalers. */
export const policies: readonly PolicyDefinition[] = [];
export const mechanisms: readonly Mechanism[] = [];
export const scalings: readonly Scaling[] = [];

const options = new Map<PolicyFamily, { any: Options; orNone: Options }>();
type Options = Record<string, VariantOption>;

/** Whether a chosen bulkhead belongs to each try alone. */
export function isPerTry(bulkhead: Variant | null | undefined): boolean {
  return policies.some(
    ({ family, policy, perTry }) => family === 'isolating' && policy === bulkhead?.is && perTry === true,
  );
}

/** A family as the options of a variant field. */
export function optionsOf(family: PolicyFamily): Readonly<Options> {
  return optionsOfFamily(family).any;
}

/** The same, for a field that may also choose none. */
export function optionsOrNone(family: PolicyFamily): Readonly<Options> {
  return optionsOfFamily(family).orNone;
}

/** Takes in what was loaded; twice is as good as once. */
export function learn(found: Iterable<AnyPolicy>): void {
  const known = loaded as Map<string, AnyPolicy>;
  for (const policy of found) known.set(`${policy.family}/${policy.policy}`, policy);
  // Whenever they came, they stand as if all had come at once: by their order, and by their folders where it is the same.
  const sorted = [...known]
    .sort(([a, one], [b, other]) => one.order - other.order || (`${a}/` < `${b}/` ? -1 : 1))
    .map(([, policy]) => policy);
  fill(policies, sorted.filter(isOfEdge));
  fill(mechanisms, sorted.filter(isMechanism));
  fill(scalings, sorted.filter(isScaling));
  for (const [family, { any, orNone }] of options) {
    const members = sorted.filter((policy) => policy.family === family);
    for (const each of [any, orNone]) {
      for (const { policy } of members) delete each[policy];
      for (const policy of members) each[policy.policy] = policy;
    }
  }
}

function optionsOfFamily(family: PolicyFamily): { any: Options; orNone: Options } {
  const made = options.get(family) ?? { any: {}, orNone: { none: { label: 'none', fields: {} } } };
  if (!options.has(family)) {
    options.set(family, made);
    learn([]);
  }
  return made;
}

function fill<T>(list: readonly T[], members: readonly T[]): void {
  (list as T[]).splice(0, list.length, ...members);
}

const isMechanism = (policy: AnyPolicy): policy is Mechanism => policy.family === 'discovering';
const isScaling = (policy: AnyPolicy): policy is Scaling => policy.family === 'scaling';
const isOfEdge = (policy: AnyPolicy): policy is PolicyDefinition<CallFamily> =>
  !isMechanism(policy) && !isScaling(policy);

// What kinds choose by default: no scenario can be read without these.
learn(
  Object.values(
    import.meta.glob<AnyPolicy>(
      './{balancing/round-robin,breaking/course,checking/alb,discovering/leased}/policy.ts',
      { eager: true, import: 'policy' },
    ),
  ),
);
