/** What the canvas does for those who do not see Svelte Flow. */
export interface Stage {
  /** The middle of what is in sight, in flow coordinates. */
  centre(): { x: number; y: number };
  /** Where a point of the window is, in flow coordinates. */
  toFlow(point: { x: number; y: number }): { x: number; y: number };
  /** Brings everything into sight. */
  fit(): void;
  /** Moves the keyboard to a node's card. */
  focus(id: string): void;
}

/** Under this name a kind travels from the palette to the canvas. */
export const KIND_DRAGGED = 'application/x-halfopen-kind';
