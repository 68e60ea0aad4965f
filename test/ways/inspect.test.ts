import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appWith, SERVER } from './app.ts';
import { projectWith, type Project } from './project.ts';

const CHROMIUM = '/usr/bin/chromium';

describe('the JSON of inspect', () => {
  const FIXTURES = join(import.meta.dirname, '../../fixtures');

  /** A schema that allows no field which it does not name. */
  function closed(schema: string): object {
    return JSON.parse(schema, (_, value: unknown) => (isRecord(value) && isRecord(value['properties']) && value['type'] === 'object' ? { ...value, additionalProperties: false } : value)) as object;
  }
  function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }

  it('is what the published schema says, over a case of each rule', async () => {
    const project = projectWith(appWith());
    const { stdout: schemaFile } = await project.run('node', '--input-type=module', '-e', `process.stdout.write(import.meta.resolve('session-lint/inspection.schema.json'))`);
    const validate = new Ajv({ allErrors: true, strict: true }).compile(closed(readFileSync(new URL(schemaFile), 'utf8')));
    const cases = readdirSync(FIXTURES).filter(rule => rule !== 'threads').flatMap(rule => readdirSync(join(FIXTURES, rule)).filter(name => existsSync(join(FIXTURES, rule, name, 'package.json'))).slice(0, 1).map(name => join(FIXTURES, rule, name)));
    for (const paths of [['.'], cases]) {
      const { code, stdout } = await project.run('session-lint', 'inspect', '--json', '--no-cache', ...paths);
      expect(code).toBe(0);
      validate(JSON.parse(stdout));
      expect(validate.errors).toBeNull();
    }
    expect(cases.length).toBeGreaterThan(50);
    expect(validate({ version: 2 })).toBe(false);
  });
});

describe('the page of inspect, in Chromium', () => {
  let project: Project;
  let browser: Browser;
  beforeAll(async () => {
    if (!existsSync(CHROMIUM)) throw new Error('chromium is not installed: apt-get install chromium');
    project = projectWith(appWith({ 'app.js': SERVER.replace('app.listen', `app.get('/me', (req, res) => { res.json(req.session.user); });\n\napp.listen`) }));
    expect(await project.run('session-lint', 'inspect', '--html', '-o', 'page.html')).toMatchObject({ code: 0 });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  });
  afterAll(() => browser.close());

  async function open(options: Parameters<Browser['newPage']>[0]): Promise<Page> {
    const page = await browser.newPage(options);
    const requests: string[] = [];
    page.on('request', request => requests.push(request.url()));
    await page.goto(pathToFileURL(join(project.root, 'page.html')).href);
    expect(requests).toHaveLength(1);
    return page;
  }

  it.each(['light', 'dark'] as const)('can be read in a %s room', async colorScheme => {
    const page = await open({ colorScheme });
    const contrasts = await page.evaluate(contrastsOfTexts);
    expect(contrasts.length).toBeGreaterThan(20);
    expect(contrasts.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
    const [red = 0, green = 0, blue = 0] = await page.evaluate(() => (getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).map(Number));
    expect((red + green + blue) / 3 > 128).toBe(colorScheme === 'light');
    await page.close();
  });

  it.each(['light', 'dark'] as const)('is painted as it is meant in a %s room', async colorScheme => {
    const page = await open({ colorScheme, viewport: { width: 1200, height: 900 } });
    // The left edge of each step, and the line from which on a request has a session: its colour tells what it is.
    const edges = await page.locator('.lane > li').evaluateAll(items => items.map(item => {
      const { left, top, height, width } = item.getBoundingClientRect();
      const { borderLeftColor, borderTopColor } = getComputedStyle(item);
      return item.classList.contains('border') ? { x: left + width - 5, y: top + 1, colour: borderTopColor } : { x: left + 2, y: top + height / 2, colour: borderLeftColor };
    }));
    const back = await page.evaluate(() => ({ x: 2, y: 2, colour: getComputedStyle(document.body).backgroundColor }));
    const picture = await page.screenshot({ fullPage: true });
    const painted = await page.evaluate(coloursAt, { url: `data:image/png;base64,${picture.toString('base64')}`, points: [...edges, back] });
    expect(edges.length).toBeGreaterThan(2);
    expect(painted).toEqual([...edges, back].map(({ colour }) => colour));
    await page.close();
  });

  it.each([360, 1400])('fits a window %i wide', async width => {
    const page = await open({ viewport: { width, height: 900 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const picture = await page.screenshot({ fullPage: true });
    expect(picture.readUInt32BE(16)).toBe(width);
    await page.close();
  });

  it('draws the lane in order, the line of the session in it, and findings pinned to it', async () => {
    const page = await open({});
    const lane = page.locator('section[aria-label=production] .lane > li');
    expect(await lane.count()).toBeGreaterThan(0);
    const pin = page.locator('section[aria-label=production] a.pin.error').first();
    expect(await pin.getAttribute('aria-label')).toMatch(/^finding \d+: require-trust-proxy$/);
    const tops = await lane.evaluateAll(items => items.map(item => item.getBoundingClientRect().top));
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    await page.close();
  });

  it('can be used from the keyboard alone', async () => {
    const page = await open({});
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    const reached = new Set<string>();
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate(() => `${document.activeElement?.tagName ?? ''} ${document.activeElement?.getAttribute('class') ?? ''}`.trim()));
    }
    expect([...reached]).toEqual(expect.arrayContaining(['A pin error', 'SUMMARY', 'A']));
    const pin = page.locator('a.pin').first();
    await pin.focus();
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe(await pin.getAttribute('href'));
    await page.close();
  });
});

/** The colours of a picture at some points. Runs in the page. */
async function coloursAt({ url, points }: { url: string; points: readonly { x: number; y: number }[] }): Promise<string[]> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  context?.drawImage(image, 0, 0);
  return points.map(({ x, y }) => {
    const [red = 0, green = 0, blue = 0] = context?.getImageData(Math.round(x), Math.round(y), 1, 1).data ?? [];
    return `rgb(${red}, ${green}, ${blue})`;
  });
}

/** The contrast of every text on the page with what is behind it, as WCAG 2.2 works it out (1.4.3). Runs in the page. */
function contrastsOfTexts(): { text: string; ratio: number }[] {
  const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([red = 0, green = 0, blue = 0]: number[]): number => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map(value => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element: Element | null): number[] => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if ((colour[3] ?? 1) > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found: { text: string; ratio: number }[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element === null || (node.textContent ?? '').trim() === '') continue;
    const [light = 1, dark = 0] = [luminance(channels(getComputedStyle(element).color)), luminance(behind(element))].sort((a, b) => b - a);
    found.push({ text: (node.textContent ?? '').slice(0, 30), ratio: (light + 0.05) / (dark + 0.05) });
  }
  return found;
}
