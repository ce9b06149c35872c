import { learn, type AnyPolicy } from './policies.ts';

/** Importing this loads every policy's definition: for lists to choose from, and for documents that may name any of them. */
export { loaded, mechanisms, policies, scalings } from './policies.ts';

learn(Object.values(import.meta.glob<AnyPolicy>('./*/*/policy.ts', { eager: true, import: 'policy' })));
