import { describe, hasErrors } from '#lib/base/messages.ts';
import { readArguments } from '#cli/arguments.ts';
import type { Command } from '#cli/command.ts';
import { EXIT, problemLines } from '#cli/complaint.ts';
import { readInput } from '#cli/input.ts';

export const validate: Command = {
  name: 'validate',
  usage: '<file | link | gallery name> [--json]',
  summary: 'Checks a scenario and names every fault in it by its JSON Pointer.',
  details: '  --json   the problems as one object: { valid, problems: [{ level, where, says, fix, code }] }',
  async run(argv, around) {
    const { values, positionals } = readArguments(validate, argv, { json: { type: 'boolean' } }, [
      'the file',
    ]);
    const { name, scenario, problems } = await readInput(positionals[0], around);
    const valid = scenario !== null && !hasErrors(problems);
    if (values.json) {
      const list = problems.map((problem) => ({ ...describe(problem), code: problem.code }));
      around.print(JSON.stringify({ valid, problems: list }, null, 2));
    } else if (problems.length > 0) around.warn(problemLines(name, problems));
    if (!valid) return EXIT.badInput;
    if (!values.json) {
      const { nodes, edges, script } = scenario;
      around.print(
        `${name} is valid: ${nodes.length} nodes, ${edges.length} edges, ${script.length} actions.`,
      );
    }
    return EXIT.good;
  },
};
