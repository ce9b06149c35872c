import './all-policies.ts';
import { learnBehaviours, type PolicyBehaviour } from './behaviours.ts';

/** Importing this loads all there is of every policy: for the command line and for tests, which have it at hand anyway. */
learnBehaviours(import.meta.glob<PolicyBehaviour>('./*/*/behaviour.ts', { eager: true }));
