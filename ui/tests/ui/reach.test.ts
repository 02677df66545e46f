// For hands and eyes that need more: colours of the computer's own choosing, no motion, letters twice as large. What has
// the focus shows it, what is to be hit can be hit, nothing sticks out.
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { STATES } from '../states.mjs';
import { browserForTheseTests, open } from './browser';
import { sticksOut, tooSmall } from './looks';

/** Where the focus is, and how it shows: a ring of its own, or of what stands around it. */
const focused = (): { name: string; shown: boolean; first: boolean } | null => {
  let it = document.activeElement;
  if (!(it instanceof HTMLElement) || it === document.body) return null;
  const seen = globalThis as unknown as { walked?: Set<Element> };
  const walked = (seen.walked ??= new Set());
  const first = !walked.has(it);
  walked.add(it);
  const name = `${it.tagName}.${it.className} ${it.dataset['testid'] ?? it.getAttribute('aria-label') ?? it.innerText.slice(0, 30)}`;
  const ring = (element: Element, pseudo?: string): boolean => {
    const style = getComputedStyle(element, pseudo);
    const outlined =
      style.outlineStyle !== 'none' &&
      parseFloat(style.outlineWidth) >= 1 &&
      style.outlineColor !== 'rgba(0, 0, 0, 0)';
    const framed = pseudo !== undefined && style.content !== 'none' && style.borderStyle !== 'none';
    return outlined || framed;
  };
  let shown = ring(it) || ring(it, '::after') || ring(it, '::before');
  // A field in a frame: the frame has the ring.
  for (let n = 0; n < 3 && !shown && it; n += 1) {
    it = it.parentElement;
    shown = it !== null && (ring(it) || ring(it, '::after') || ring(it, '::before'));
    const before: Element | null | undefined = it?.querySelector(
      ':scope > :focus-visible ~ *, :scope > :focus-visible + *',
    );
    shown ||= before !== null && before !== undefined && ring(before);
  }
  return { name, shown, first };
};

/** As many places as a person would walk through before losing patience; long lists repeat themselves. */
const STEPS = 40;

async function walk(page: Page): Promise<string[]> {
  const lost: string[] = [];
  let places = 0;
  for (let n = 0; n < STEPS; n += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(focused);
    if (!at) continue;
    if (!at.first) break; // round once
    places += 1;
    if (!at.shown) lost.push(at.name);
  }
  if (places === 0) lost.push('nothing takes the focus');
  return lost;
}

const large = (on: boolean): void => {
  const sheet = new CSSStyleSheet();
  if (on) sheet.replaceSync('html { font-size: 200% }');
  document.adoptedStyleSheets = [sheet];
};

describe('forced colours, no motion', () => {
  const { page: newPage } = browserForTheseTests();
  let page: Page;
  beforeAll(async () => {
    page = await newPage({ forcedColors: 'active', reducedMotion: 'reduce', locale: 'en-GB' });
  });
  test.each(STATES.map((s) => s.name))(
    '%s: the focus is seen, targets can be hit, letters may grow',
    async (name) => {
      await page.setViewportSize({ width: 1280, height: 800 });
      await open(page, name, 'en', 'system');
      const moving = await page.evaluate(() =>
        document
          .getAnimations()
          .filter((a) => a.playState === 'running')
          .map((a) => String((a.effect as KeyframeEffect).target?.className)),
      );
      expect(moving, 'nothing moves').toEqual([]);
      expect(await page.evaluate(tooSmall), 'targets of 24 × 24 or with room around').toEqual([]);
      expect(await page.evaluate(sticksOut), '1280 × 800').toEqual([]);
      await page.evaluate(large, true);
      expect(await page.evaluate(sticksOut), 'letters twice as large').toEqual([]);
      await page.evaluate(large, false);
      await page.setViewportSize({ width: 1280, height: 800 });
      expect(await walk(page), 'no ring').toEqual([]);
    },
  );
});

describe('a page that is wrong is found', () => {
  const { page: newPage, closing } = browserForTheseTests();
  test('a button without a ring', async () => {
    await closing(await newPage(), async (page) => {
      await page.setContent(
        '<style>#b:focus { outline: none }</style><button>One</button><button id="b">Two</button>',
      );
      expect(await walk(page)).toEqual([expect.stringContaining('Two')]);
    });
  });
  test('two small buttons side by side', async () => {
    await closing(await newPage(), async (page) => {
      await page.setContent(
        '<style>button { all: unset; display: inline-block; inline-size: 16px; block-size: 16px }</style><button aria-label="one"></button><button aria-label="two"></button>',
      );
      expect(await page.evaluate(tooSmall)).toHaveLength(2);
    });
  });
});

describe('in a small window', () => {
  const { page: newPage, closing } = browserForTheseTests();
  test('the letter is whole and the advice stands under it', async () => {
    await closing(await newPage({ viewport: { width: 900, height: 600 } }), async (page) => {
      await open(page, 'write-chosen');
      const sheet = await page.locator('article').boundingBox();
      const advice = await page.locator('.before').boundingBox();
      expect(sheet?.height).toBeGreaterThan(400);
      expect(advice?.y ?? 0, 'below the sheet').toBeGreaterThan((sheet?.y ?? 0) + (sheet?.height ?? 0));
    });
  });
});
