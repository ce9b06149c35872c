import { discoveryFigures } from '#lib/staleness/figures.ts';
import { readArguments } from '#cli/arguments.ts';
import type { Command } from '#cli/command.ts';
import { EXIT } from '#cli/complaint.ts';

export const compare: Command = {
  name: 'compare',
  usage: '',
  summary:
    'Measures the discovery mechanisms side by side, as the page that compares them shows it, as JSON.',
  details: 'Takes some minutes. The page keeps what this prints in src/lib/learn/comparison/measured.json.',
  run(argv, around) {
    readArguments(compare, argv, {}, []);
    around.print(JSON.stringify(discoveryFigures(), null, 2));
    return EXIT.good;
  },
};
