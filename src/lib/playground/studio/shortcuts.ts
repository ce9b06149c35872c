/** What the keyboard can do, wherever the focus is but in a field that is written in. */
export interface Shortcut {
  readonly name: ShortcutName;
  /** As it is shown: 'Ctrl Z'. */
  readonly keys: readonly string[];
  readonly does: string;
}
export type ShortcutName = 'play' | 'undo' | 'redo' | 'connect' | 'rename' | 'fit' | 'leave' | 'shortcuts';

export const shortcuts: readonly Shortcut[] = [
  { name: 'play', keys: ['Space'], does: 'Play or pause' },
  { name: 'undo', keys: ['Ctrl', 'Z'], does: 'Undo' },
  { name: 'redo', keys: ['Ctrl', 'Y'], does: 'Redo' },
  { name: 'connect', keys: ['C'], does: 'Connect the selected node to one chosen from a list' },
  { name: 'rename', keys: ['F2'], does: 'Rename the selected node' },
  { name: 'fit', keys: ['0'], does: 'Bring everything into view' },
  { name: 'leave', keys: ['Esc'], does: 'Leave what is under way, then the selection' },
  { name: 'shortcuts', keys: ['?'], does: 'Show this list' },
];

/** Keys that the canvas itself answers. */
export const canvasKeys: readonly Omit<Shortcut, 'name'>[] = [
  { keys: ['Tab'], does: 'From edge to edge, then from node to node' },
  { keys: ['Enter'], does: 'Select; once more: go to its settings' },
  { keys: ['Arrows'], does: 'Move what is selected' },
  { keys: ['Delete'], does: 'Remove what is selected' },
  { keys: ['Shift', 'drag'], does: 'Select everything in a box' },
];

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The shortcut that a key press means, or null. On a Mac, Command does what Control does elsewhere. */
export function shortcutOf({ key, ctrlKey, metaKey, shiftKey, altKey }: Pressed): ShortcutName | null {
  if (altKey) return null;
  if (ctrlKey || metaKey) {
    const letter = key.toLowerCase();
    if (letter === 'z') return shiftKey ? 'redo' : 'undo';
    return letter === 'y' ? 'redo' : null;
  }
  return plain[key] ?? null;
}

const plain: Readonly<Record<string, ShortcutName>> = {
  ' ': 'play',
  c: 'connect',
  F2: 'rename',
  '0': 'fit',
  Escape: 'leave',
  '?': 'shortcuts',
};
