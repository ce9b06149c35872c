/**
 * A limit of the engine itself, not of the modelled system: the run stops with a problem. The command line exits 3.
 *
 * Codes: `queue-full` {limit}, `frames-full` {limit}, `horizon` {nowMicros, atMicros}.
 */
export class EngineLimit extends Error {
  constructor(
    readonly code: string,
    readonly params: Record<string, number | string>,
  ) {
    super(`engine limit ${code}: ${JSON.stringify(params)}`);
    this.name = 'EngineLimit';
  }
}
