import {
  test as base,
  expect as atOnce,
  type BrowserContext,
  type Locator,
  type Page,
} from '@playwright/test';
import { tapDigests, type Tapped } from './digest-tap.ts';

/** Machines that run the tests may be slow, and browsers without a GPU are. */
const PATIENCE_MS = 20_000;
const TEST_MS = 90_000;

export const expect = atOnce.configure({ timeout: PATIENCE_MS });

/** The page as a person meets it: by roles, labels and visible words. */
export class Playground {
  readonly play: Locator;
  readonly pause: Locator;
  readonly playhead: Locator;
  readonly pace: Locator;
  readonly canvas: Locator;
  readonly palette: Locator;
  readonly inspector: Locator;
  readonly time: Locator;
  readonly events: Locator;
  readonly saved: Locator;

  constructor(readonly page: Page) {
    this.play = page.getByRole('button', { name: 'Play', exact: true });
    this.pause = page.getByRole('button', { name: 'Pause', exact: true });
    this.playhead = page.getByRole('slider', { name: 'Playhead' });
    this.pace = page.getByRole('combobox', { name: 'Pace' });
    this.canvas = page.getByRole('main', { name: 'Canvas' });
    this.palette = page.getByRole('navigation', { name: 'Palette' });
    this.inspector = page.getByRole('complementary', { name: 'Inspector' });
    this.time = page.getByRole('region', { name: 'Time' });
    this.events = this.time.getByRole('list');
    this.saved = page.getByText('saved', { exact: true });
  }

  /** Opens the page, at a link's hash (without '#') if there is one, and waits until it can be used. */
  async open(hash = ''): Promise<void> {
    await this.page.goto(hash === '' ? './' : `./#${hash}`);
    await this.ready();
  }

  async ready(): Promise<void> {
    await expect(this.play.or(this.pause)).toBeEnabled();
  }

  readonly node = (label: string): Locator => {
    return this.canvas.getByRole('group', { name: new RegExp(`^${label}, `) });
  };

  readonly edge = (from: string, to: string): Locator => {
    return this.canvas.getByRole('group', { name: `${from} to ${to}`, exact: true });
  };

  event(text: string | RegExp): Locator {
    return this.events.getByRole('button').filter({ hasText: text });
  }

  fault(label: string): Locator {
    return this.palette.getByRole('button', { name: label, exact: true });
  }

  /** One of the things to try that the strip below the canvas offers. */
  suggestion(title: string): Locator {
    return this.canvas.getByRole('button', { name: title });
  }

  /** How many requests ended so since the start. */
  outcome(name: string): Locator {
    return this.time
      .getByRole('row', { name: new RegExp(`^${name} `) })
      .getByRole('cell')
      .first();
  }

  /** How many a second end so just now. */
  outcomeNow(name: string): Locator {
    return this.time
      .getByRole('row', { name: new RegExp(`^${name} `) })
      .getByRole('cell')
      .nth(1);
  }

  /** Drags a kind from the palette to a place on the canvas, in shares of its width and height. */
  async drag(kind: string, across: number, down: number): Promise<void> {
    const room = await this.canvas.boundingBox();
    if (!room) throw new Error('the canvas is out of sight');
    await this.palette
      .getByRole('button', { name: kind, exact: true })
      .dragTo(this.canvas, { targetPosition: { x: room.width * across, y: room.height * down } });
  }

  /** Names the scenario, and waits until that is kept. */
  async rename(name: string): Promise<void> {
    await this.page.getByLabel('Name of the scenario').fill(name);
    await this.page.keyboard.press('Enter');
    await expect(this.saved).toBeHidden();
    await expect(this.saved).toBeVisible();
  }

  /** How many points of the traffic layer are painted. */
  drawnPixels(): Promise<number> {
    return this.canvas.locator('canvas').evaluate((layer: HTMLCanvasElement) => {
      const picture = layer.getContext('2d')?.getImageData(0, 0, layer.width, layer.height).data ?? [];
      return picture.filter((_, i) => i % 4 === 3).filter((alpha) => alpha > 0).length;
    });
  }

  /** Simulated seconds shown. */
  async seconds(): Promise<number> {
    return Number(await this.playhead.getAttribute('aria-valuenow'));
  }

  /** Waits until at least so many simulated seconds are shown. */
  async reaches(seconds: number): Promise<void> {
    await expect.poll(() => this.seconds()).toBeGreaterThanOrEqual(seconds);
  }

  /** Pauses if it plays, and waits until the picture stands still. */
  async rest(): Promise<void> {
    if (await this.pause.isVisible()) await this.pause.click();
    await expect(this.play).toBeVisible();
    await expect(this.time.getByText('simulated time')).toBeVisible();
  }

  /** Goes to a whole second with the keys of the playhead, and waits until it is shown. */
  async seek(seconds: number): Promise<void> {
    await this.playhead.press('Home');
    await this.shows(0);
    for (let at = 0; at < seconds;) {
      const step = seconds - at >= 10 ? 10 : 1;
      await this.playhead.press(step === 10 ? 'PageUp' : 'ArrowRight');
      at += step;
      await this.shows(at);
    }
  }

  async shows(seconds: number): Promise<void> {
    await expect(this.playhead).toHaveAttribute('aria-valuenow', String(seconds));
  }

  /** The moment shown and its digest, from the worker that runs it. The page must be at rest. */
  async moment(): Promise<Tapped> {
    let moment: Tapped = { atMicros: -1, digest: '' };
    await expect(async () => {
      const tapped = await this.page.evaluate(() => window.tapped);
      // The worker is asked about the whole microsecond in which the playhead rests.
      expect(Math.abs((tapped?.atMicros ?? -9) - (await this.seconds()) * 1e6)).toBeLessThanOrEqual(1);
      moment = tapped ?? moment;
    }).toPass({ timeout: PATIENCE_MS });
    return moment;
  }

  async digest(): Promise<string> {
    return (await this.moment()).digest;
  }

  /** Presses Share; returns the hash (without '#') that it puts into the address bar. */
  async share(): Promise<string> {
    await this.page.getByRole('button', { name: /^Share/ }).click();
    await expect(this.page.getByText(/Link copied|The link is in the address bar/).first()).toBeVisible();
    return new URL(this.page.url()).hash.slice(1);
  }
}

interface Fixtures {
  /** Messages of the console that a test means to cause. */
  expected: RegExp[];
  playground: Playground;
  /** Someone else: another browser profile that has nothing of the first one's. */
  visitor: Playground;
}

/** Every test fails on any error or warning in the console, and on any error that nobody caught. */
export const test = base.extend<Fixtures>({
  expected: [[], { option: true }],

  context: async ({ context, expected }, use, testInfo) => {
    testInfo.setTimeout(TEST_MS);
    await watched(context, expected, use);
  },

  playground: async ({ page }, use) => {
    await use(new Playground(page));
  },

  visitor: async ({ browser, baseURL, expected, viewport }, use) => {
    const context = await browser.newContext({ baseURL, viewport });
    await watched(context, expected, async () => use(new Playground(await context.newPage())));
    await context.close();
  },
});

async function watched(
  context: BrowserContext,
  expected: readonly RegExp[],
  use: (context: BrowserContext) => Promise<void>,
): Promise<void> {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`));
  await context.addInitScript(tapDigests);
  await use(context);
  expect(complaints.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([]);
}
