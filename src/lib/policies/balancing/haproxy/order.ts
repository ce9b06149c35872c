/** How one `balance` algorithm arranges the servers. Slots are told of once they are usable, with their new weight. */
export interface Order {
  /** The process starts with these weights; 0: not usable. */
  start(): void;
  up(slot: number): void;
  down(slot: number): void;
  /** A usable server's effective weight was another before. */
  reweighed(slot: number, before: number): void;
  /** How many requests a server has under way has changed. */
  loaded(slot: number): void;
  /** A server of the group (0 active, 1 backups) that is not full, if possible not `avoid`; NONE when all are full. */
  next(group: number, avoid: number): number;
}

/** BE_WEIGHT_SCALE: a dynamic algorithm's effective weight is the weight in sixteenths, so that slow start has steps. */
export const WEIGHT_SCALE = 16;
/** SRV_EWGHT_MAX. */
export const MOST_WEIGHT = 256 * WEIGHT_SCALE;
