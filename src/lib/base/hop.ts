/** What a message on an edge looks like. Replies wear their outcome's family; codes are written into records. */
export const HOP = {
  request: 0,
  ok: 1,
  failed: 2,
  refused: 3,
  late: 4,
  lookup: 5,
  heartbeat: 6,
  notice: 7,
  lost: 8,
  /** A health check, and its good answer. */
  probe: 9,
  /** A lookup that wants to be told of changes, too. */
  watch: 10,
  /** A lookup that one registry hands on to another. */
  forward: 11,
} as const;

/** Added to a hop's code when it travels from the edge's callee to its caller. */
export const BACKWARD = 16;
