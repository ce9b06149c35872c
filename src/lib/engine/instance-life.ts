import type { LifeWords } from './life.ts';
import { machine } from './life.machine.ts';

/** The life of an instance whose kind has no words of its own. */
export const instanceLife: LifeWords = {
  machine,
  concern: 'life',
  up: 'up',
  crashed: 'crashed',
  restarted: 'restarted',
  started: 'started',
  rules: [
    'the process was killed; nothing was deregistered',
    'it was restarted in place; start-up takes {a} s',
    'start-up took {a} s',
  ],
};
