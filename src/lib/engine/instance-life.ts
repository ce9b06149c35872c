import type { LifeWords } from './life.ts';
import { machine } from './life.machine.ts';

/** The life of an instance whose kind has no words of its own. */
export const instanceLife: LifeWords = {
  machine,
  concern: 'life',
  up: 'up',
  absent: 'absent',
  steps: {
    crashed: ['crashed', 'the process was killed; nothing was deregistered'],
    restarted: ['restarted', 'it was restarted in place; start-up takes {a} s'],
    started: ['started', 'start-up took {a} s'],
    created: ['created', 'it was created at a new address; start-up takes {a} s'],
    hung: ['hung', 'it takes connections and answers nothing; its heartbeats go on'],
    recovered: ['recovered', 'it answers again, what waited first'],
    stopping: ['asked to stop', 'it says goodbye to its registry and goes on for {a} s'],
    exited: ['exited', 'its work was done {a} s after it closed'],
    lost: ['crashed', 'its machine is gone: nobody refuses connections there any more'],
    vacated: ['gave up its address', 'its address is nobody’s now'],
  },
};
