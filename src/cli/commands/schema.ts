import { house } from '#lib/scenario/house.ts';
import { scenarioSchema } from '#lib/scenario/json-schema.ts';
import { readArguments } from '#cli/arguments.ts';
import type { Command } from '#cli/command.ts';
import { EXIT } from '#cli/complaint.ts';

export const schema: Command = {
  name: 'schema',
  usage: '',
  summary: 'Prints the JSON Schema of scenario files, for editors that complete and check.',
  run(argv, around) {
    readArguments(schema, argv, {}, []);
    around.print(JSON.stringify(scenarioSchema(house), null, 2));
    return EXIT.good;
  },
};
