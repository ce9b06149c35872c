import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawnHostile, drawnText, type Draw } from '#lib/base/drawn.ts';
import { ENGINE_SEMANTICS, FORMAT, emptyScenario } from '#lib/scenario/document.ts';
import { drawnEdit } from '#lib/scenario/drawn-edits.ts';
import { applyEdit } from '#lib/scenario/edits.ts';
import { highestId, nextId, type Prefix } from '#lib/scenario/ids.ts';
import { placedToys, toys, toyScenario } from '#lib/scenario/toys.ts';
import { toBase64Url } from './base64url.ts';
import { checkOf } from './check.ts';
import { MAX_LINK_LENGTH, decodeLink, encodeLink, extractLink, type Shared } from './codec.ts';
import { deflate } from './deflate.ts';

const incident: Shared = { scenario: toyScenario, playheadMicros: 2_500_000, selected: 'n2' };

/** The same incident as a link of an earlier day. */
const WITHOUT_GROUPS =
  'v0.Ak2CXY-9bsMwDITf5eYLIMt1Br9DkSGjocFQmFaIKgeSnCIw8u6BZLtDyYEA7-PPDQ1Lhtl74vw93UGAw6AI652EDCqqXVoQxyzoO_UyLEyS-HBWwFZV7BQvElMBXUh5DFYS-vY_fFzhc57sDasW5culHJ_gR6fKNmPqF4oNF2T3I9OcPxN6vd9uqLfa1qrZ1hmtahA35z02udmb19F5UK-GF9wl2mJyc_SHJT_9ggdtzErqbhOChnkD';

/** A link with a good tag and check sum around any bytes. */
async function wrapped(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === 'string' ? await deflate(new TextEncoder().encode(content)) : content;
  const payload = toBase64Url(bytes);
  return `v0.${checkOf(payload)}${payload}`;
}

async function codesOf(link: string): Promise<string[]> {
  const { shared, problems } = await decodeLink(link, toys);
  expect(shared).toBeNull();
  return problems.map(({ code }) => code);
}

describe('a link', () => {
  test('carries the whole incident', async () => {
    const link = await encodeLink(incident, toys);
    expect(await decodeLink(link, toys)).toEqual({ shared: incident, problems: [] });
    expect(await decodeLink(`#${link}`, toys)).toEqual({ shared: incident, problems: [] });
    expect(link).toMatch(/^v0\.[A-Za-z0-9_-]+$/);
  });

  test('carries groups, who stands there, distances, and a group that is selected', async () => {
    const whole: Shared = { ...incident, scenario: placedToys(), selected: 'p11' };
    const link = await encodeLink(whole, toys);
    expect(await decodeLink(link, toys)).toEqual({ shared: whole, problems: [] });
    const near = [{ between: ['p9', 'p10'] as const, latency: { is: 'constant' as const, ms: 30 } }];
    const usual: Shared = { ...whole, scenario: { ...whole.scenario, distances: near } };
    expect((await decodeLink(await encodeLink(usual, toys), toys)).shared).toEqual(usual);
  });

  test('that was issued before there were groups still opens', async () => {
    const { shared, problems } = await decodeLink(WITHOUT_GROUPS, toys);
    expect(shared).toEqual({ ...incident, scenario: { ...incident.scenario, engine: 1 } });
    expect(problems.map(({ code }) => code)).toEqual(['other-engine']);
  });

  test('carries an empty canvas', async () => {
    const nothing: Shared = { scenario: emptyScenario(), playheadMicros: 0, selected: null };
    expect((await decodeLink(await encodeLink(nothing, toys), toys)).shared).toEqual(nothing);
  });

  test('carries whatever a person can make', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (data) => {
        const each = drawnShared((max) => data(fc.nat, max));
        expect(await decodeLink(await encodeLink(each, toys), toys)).toEqual({ shared: each, problems: [] });
      }),
      { numRuns: 50 },
    );
  });

  test('keeps the engine that it was made with, and says so', async () => {
    const other = { ...incident, scenario: { ...toyScenario, engine: 9 } };
    const { shared, problems } = await decodeLink(await encodeLink(other, toys), toys);
    expect(shared).toEqual(other);
    expect(problems).toMatchObject([{ code: 'other-engine' }]);
  });

  test('forgets a selection that is not there', async () => {
    const lost = await encodeLink({ ...incident, selected: 'n99' }, toys);
    expect((await decodeLink(lost, toys)).shared).toEqual({ ...incident, selected: null });
  });
});

describe('a bad link', () => {
  test.each([
    ['', 'link-empty'],
    ['#', 'link-empty'],
    ['section-3', 'link-unknown'],
    ['v0', 'link-unknown'],
    ['v1.AAAA', 'link-newer'],
    ['v0.', 'link-damaged'],
    [`v0.${checkOf('')}`, 'link-damaged'],
    [`v0.${checkOf('A')}A`, 'link-damaged'],
    [`v0.${checkOf('####')}####`, 'link-damaged'],
    [`v0.${'A'.repeat(MAX_LINK_LENGTH)}`, 'link-too-long'],
  ])('%.12s is refused: %s', async (link, code) => {
    expect(await codesOf(link)).toEqual([code]);
  });

  test.each(['', 'null', '{', '{"format":1}', '"'.repeat(9)])('%j inside is damage', async (json) => {
    expect(await codesOf(await wrapped(json))).toEqual(['link-damaged']);
  });

  test('a scenario with any fault is not used at all', async () => {
    expect(
      await codesOf(
        await wrapped(`[1,${ENGINE_SEMANTICS},1,null,"","",[["n1","service",0,0,0,{"instances":99}]]]`),
      ),
    ).toEqual(['out-of-range']);
    expect(await codesOf(await wrapped(`[${FORMAT + 1}]`))).toEqual(['newer-format']);
    expect(await codesOf(await wrapped('[]'))).toEqual(['missing']);
  });

  test('a bomb is stopped while it unpacks', async () => {
    const bomb = await wrapped('0'.repeat(40_000_000));
    expect(bomb.length).toBeLessThan(MAX_LINK_LENGTH);
    expect(await codesOf(bomb)).toEqual(['link-bomb']);
  });

  test('cut anywhere, or with any letter changed, is refused', async () => {
    const link = await encodeLink(incident, toys);
    for (let i = 0; i < link.length; i++) {
      expect((await decodeLink(link.slice(0, i), toys)).shared).toBeNull();
      const changed = link.slice(0, i) + (link[i] === 'A' ? 'B' : 'A') + link.slice(i + 1);
      expect((await decodeLink(changed, toys)).shared).toBeNull();
    }
  });

  test('never throws, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.uint8Array(), fc.string(), async (data, bytes, text) => {
        const draw: Draw = (max) => data(fc.nat, max);
        const parts = [0, 1, 2].map(() => drawnHostile(['n1', 'service'], draw));
        const contents = [
          ...parts.map(jsonOf),
          jsonOf([1, ENGINE_SEMANTICS, 1, null, '', '', ...parts]),
          new Uint8Array(bytes),
        ];
        for (const link of [...(await Promise.all(contents.map(wrapped))), `v0.${text}`]) {
          const { shared, problems } = await decodeLink(link, toys);
          expect(shared === null).toBe(problems.length > 0);
        }
      }),
    );
  });
});

describe('extractLink', () => {
  test.each([
    ['https://example.org/play/#v0.abc', 'v0.abc'],
    ['  #v0.abc\n', 'v0.abc'],
    ['v12.abc', 'v12.abc'],
    ['https://example.org/#about', null],
    ['shop.json', null],
    ['', null],
  ])('%j gives %j', (text, hash) => {
    expect(extractLink(text)).toBe(hash);
  });
});

function jsonOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

function drawnShared(draw: Draw): Shared {
  let scenario = draw(1) === 0 ? toyScenario : placedToys();
  for (let i = 0; i < 12; i++) {
    const fresh = (prefix: Prefix) => nextId(prefix, highestId(scenario), scenario);
    const edit = drawnEdit(scenario, fresh, draw);
    try {
      scenario = applyEdit(scenario, edit, toys);
    } catch {
      continue;
    }
  }
  const camera = draw(1) === 0 ? null : { x: draw(999), y: -1.5, zoom: 1 };
  return {
    scenario: { ...scenario, about: drawnText(200, draw), camera, epochMs: draw(10 ** 9) },
    playheadMicros: draw(10 ** 9),
    selected: scenario.nodes[0]?.id ?? null,
  };
}
