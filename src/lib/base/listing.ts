/** One address as a registry sees it. Seconds. */
export interface Listing {
  readonly host: number;
  /** In the mechanism's own word: 'live', 'critical', 'not ready'. */
  readonly state: string;
  /** Whether it is handed out. */
  readonly listed: boolean;
  /** Since the last sign of life: a heartbeat, a good check. Null: there was none. */
  readonly age: number | null;
  /** Until it is dropped if it stays silent, out of `of`; null: nothing runs out, for the reason `note`. */
  readonly left: number | null;
  readonly of: number;
  readonly note?: string;
}
