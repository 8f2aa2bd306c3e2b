import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { htmlReport } from '../../src/report/html.js';
import { samples } from '../report/samples.js';
import { requireOrSkip } from '../support/requirements.js';

const CHROMIUM = '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

describe('report.html in Chromium', () => {
  let browser: Browser;
  let folder: string;

  before(async function () {
    requireOrSkip(this, 'chromium', existsSync(CHROMIUM), `no ${CHROMIUM}; apt-get install chromium`);
    const { chromium } = await import('playwright-core');
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
    folder = mkdtempSync(join(tmpdir(), 'chaos-browser-'));
  });

  after(async () => {
    await browser?.close();
    if (folder !== undefined) {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  for (const [name, measurements] of Object.entries(samples)) {
    for (const width of [1200, 400]) {
      it(`shows ${name} on ${width} px without a request, an error or a sideways scroll`, async () => {
        const path = join(folder, `${name}-${width}.html`);
        const [file] = await htmlReport.render(measurements, { language: 'en' });
        writeFileSync(path, file?.content ?? '');
        const page = await browser.newPage({ viewport: { width, height: 900 } });
        const requests: string[] = [];
        const errors: string[] = [];
        page.on('request', (request) => requests.push(request.url()));
        page.on('pageerror', (error) => errors.push(error.message));
        page.on('console', (message) => errors.push(message.text()));
        await page.goto(pathToFileURL(path).href);
        const root = page.locator('html');
        const overflow = await root.evaluate((html) => html.scrollWidth - html.clientWidth);
        const heading = await page.locator('h1').textContent();
        await page.close();
        assert.deepEqual(requests.slice(1), []);
        assert.deepEqual(errors, []);
        assert.ok(overflow <= 0, `${overflow} px wider than the screen`);
        assert.ok((heading ?? '').length > 0);
      });
    }
  }
});
