import { house } from '#lib/scenario/house.ts';
import { encodeLink, MAX_LINK_LENGTH } from '#lib/share/codec.ts';
import { readArguments } from '#cli/arguments.ts';
import type { Command } from '#cli/command.ts';
import { Complaint, EXIT } from '#cli/complaint.ts';
import { readValid } from '#cli/input.ts';

export const link: Command = {
  name: 'link',
  usage: '<file | link | gallery name>',
  summary: "Prints a scenario as a link's hash, to be put after the page's address.",
  async run(argv, around) {
    const [from] = readArguments(link, argv, {}, ['the scenario']).positionals;
    const scenario = await readValid(from, around);
    const hash = await encodeLink({ scenario, playheadMicros: 0, selected: null }, house);
    if (hash.length > MAX_LINK_LENGTH) {
      throw new Complaint(
        `${from} is too large for a link: ${hash.length} characters, ${MAX_LINK_LENGTH} fit. Share the file.`,
      );
    }
    around.print(`#${hash}`);
    return EXIT.good;
  },
};
