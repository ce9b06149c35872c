import { learnBehaviours, type PolicyBehaviour } from './behaviours.ts';
import { learn, type AnyPolicy } from './policies.ts';

const definitions = import.meta.glob<AnyPolicy>(
  ['./*/*/policy.ts', '!./{balancing/round-robin,breaking/course,checking/alb,discovering/leased}/policy.ts'],
  { import: 'policy' },
);
const behaviours = import.meta.glob<PolicyBehaviour>([
  './*/*/behaviour.ts',
  '!./{balancing/round-robin,breaking/course,discovering/leased}/behaviour.ts',
]);

// What the reference layout runs on is here from the start. (Of these and of one more `policies.ts` has the definitions.)
learnBehaviours(
  import.meta.glob<PolicyBehaviour>(
    './{balancing/round-robin,breaking/course,discovering/leased}/behaviour.ts',
    { eager: true },
  ),
);

/**
 * Loads the policies that settings choose, wherever in them: a world is built at once, so what it is built of must be here
 * before. A name that is in several families is loaded from each.
 *
 * @param settings a scenario, or any part of one; what they leave out is not looked for
 * @throws PartMissing when one of them cannot be loaded
 */
export async function loadChosen(settings: unknown): Promise<void> {
  const names = namesIn(settings);
  await Promise.all([...folders].filter((folder) => names.has(folder.split('/')[2])).map(load));
}

/** A part of the program that is not where it was: the connection is gone, or the site was renewed in the meantime. */
export class PartMissing extends Error {}

/** Of which there is something to load yet. */
const folders = new Set(
  [...Object.keys(definitions), ...Object.keys(behaviours)].map((file) =>
    file.slice(0, file.lastIndexOf('/')),
  ),
);

async function load(folder: string): Promise<void> {
  const file = `${folder}/behaviour.ts`;
  try {
    const [policy, behaviour] = await Promise.all([
      definitions[`${folder}/policy.ts`]?.(),
      behaviours[file]?.(),
    ]);
    if (policy) learn([policy]);
    if (behaviour) learnBehaviours({ [file]: behaviour });
    folders.delete(folder);
  } catch (error) {
    throw new PartMissing(error instanceof Error ? error.message : String(error));
  }
}

/** Every `is` in some settings. */
function namesIn(value: unknown, names = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return names;
  const { is } = value as { is?: unknown };
  if (typeof is === 'string') names.add(is);
  for (const each of Object.values(value)) namesIn(each, names);
  return names;
}
