import type { Palette } from './sprites.ts';

/** The page's colours as they hold for `element` now. The browser does the reading, so any CSS colour will do. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('canvas');
  probe.width = probe.height = 1;
  const context = probe.getContext('2d', { willReadFrequently: true });
  const inherited = element.style.color;
  const read = (property: string) => {
    if (context === null) return 0xff000000;
    element.style.color = `var(${property})`;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(element).color;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return (red | (green << 8) | (blue << 16) | (alpha << 24)) >>> 0;
  };
  const palette: Palette = {
    ok: read('--ok'),
    fail: read('--fail'),
    refuse: read('--refuse'),
    late: read('--late'),
    lookup: read('--lookup'),
    beat: read('--beat'),
    ink: read('--ink'),
    panel: read('--panel'),
  };
  element.style.color = inherited;
  return palette;
}

/** Calls `changed` when the colours may be others: the system's scheme or the page's `data-theme`. */
export function onThemeChange(changed: () => void): () => void {
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  scheme.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    scheme.removeEventListener('change', changed);
  };
}
