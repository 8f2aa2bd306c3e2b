import assert from 'node:assert/strict';
import type { Measurements } from '../../src/measurements/types.js';
import { htmlReport } from '../../src/report/html.js';
import { LANGUAGES } from './contract.js';
import { samples } from './samples.js';

async function pageOf(measurements: Measurements, language: 'en' | 'es' = 'en'): Promise<string> {
  const [file, ...others] = await htmlReport.render(measurements, { language });
  assert.ok(file);
  assert.deepEqual(others, []);
  return file.content;
}

describe('The HTML report', function () {
  this.timeout(30_000);

  it('asks no one for anything: no address but the names of XML', async () => {
    for (const measurements of Object.values(samples)) {
      const page = await pageOf(measurements);
      const outside = page.replace(/ xmlns(:\w+)?="[^"]*"/g, '');
      const asks = /https?:\/\/|url\(|<link|<img|<iframe|@import|javascript:/i.exec(outside);
      assert.equal(asks?.[0], undefined, `${outside.slice((asks?.index ?? 0) - 80).slice(0, 200)}`);
    }
  });

  it('runs no script and forbids all loading', async () => {
    assert.ok((await pageOf(samples.failoverRun)).includes("default-src 'none'"));
  });

  it('leads with the verdict, then how real the cluster is, then what happened, then the time line', async () => {
    const page = await pageOf(samples.failoverRun);
    const order = [
      'class="verdict pass"',
      'class="notice"',
      'id="findings"',
      'id="timeline"',
      'id="expectations"',
    ];
    const places = order.map((part) => page.indexOf(part));
    assert.ok(places.every((place) => place > 0));
    assert.deepEqual(
      [...places].sort((a, b) => a - b),
      places,
    );
  });

  it('names its language and gives every picture a title and a description', async () => {
    for (const language of LANGUAGES) {
      const page = await pageOf(samples.matrixRun, language);
      assert.ok(page.includes(`<html lang="${language}">`));
      const pictures = page.match(/<svg /g) ?? [];
      const described =
        page.match(/<svg [^>]*aria-labelledby[^>]*><title [^>]*>[^<]+<\/title><desc [^>]*>[^<]+</g) ?? [];
      assert.ok(pictures.length >= 6);
      assert.equal(described.length, pictures.length);
    }
  });

  it('uses each id once', async () => {
    for (const measurements of Object.values(samples)) {
      const ids = [...(await pageOf(measurements)).matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
      assert.deepEqual([...new Set(ids)], ids);
    }
  });

  it('gives every head of a table its scope', async () => {
    const page = await pageOf(samples.failoverRun);
    assert.equal(/<th(?! scope=)[ >]/.exec(page), null);
  });
});
