import { gallery as entries } from '#lib/gallery/gallery.ts';
import { readArguments } from '#cli/arguments.ts';
import type { Command } from '#cli/command.ts';
import { EXIT } from '#cli/complaint.ts';

export const gallery: Command = {
  name: 'gallery',
  usage: '[--json]',
  summary: 'Lists the scenarios that come along, by the names that the other commands take.',
  run(argv, around) {
    const { values } = readArguments(gallery, argv, { json: { type: 'boolean' } }, []);
    const list = [...entries.values()].map(({ name, title, about }) => ({ name, title, about }));
    if (values.json) around.print(JSON.stringify(list, null, 2));
    else {
      const width = Math.max(...list.map(({ name }) => name.length));
      around.print(list.map(({ name, title }) => `${name.padEnd(width)}  ${title}`).join('\n'));
    }
    return EXIT.good;
  },
};
