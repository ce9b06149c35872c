import type { Attachment } from 'svelte/attachments';

/** What a drag does: `at` is the x within the element, in px. */
export interface Drag {
  begin(): void;
  move(at: number): void;
  end(): void;
}

/** Lets a pointer be dragged along an element, also beyond its borders. Keys are the business of a slider inside. */
export function draggable(drag: Drag): Attachment<HTMLElement> {
  return (element) => {
    let held = false;
    const move = (event: PointerEvent) => drag.move(event.clientX - element.getBoundingClientRect().left);
    const down = (event: PointerEvent) => {
      if (event.button !== 0) return;
      held = true;
      element.setPointerCapture(event.pointerId);
      drag.begin();
      move(event);
    };
    const drift = (event: PointerEvent) => held && move(event);
    const up = () => {
      if (held) drag.end();
      held = false;
    };
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', drift);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', up);
    return () => {
      up();
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', drift);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', up);
    };
  };
}
