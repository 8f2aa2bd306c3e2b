import assert from 'node:assert/strict';
import type { Language, ReportFile, ReportFormat } from '../../src/report/types.js';
import { samples } from './samples.js';

export const LANGUAGES: readonly Language[] = ['en', 'es'];

/** What every report format must do, whatever it writes. */
export function describeReportFormat(format: ReportFormat): void {
  describe(`The ${format.name} report`, function () {
    this.timeout(30_000);

    for (const [name, measurements] of Object.entries(samples)) {
      for (const language of LANGUAGES) {
        it(`renders the ${name} sample in ${language}, and the same again`, async () => {
          const first = await format.render(measurements, { language });
          const again = await format.render(structuredClone(measurements), { language });
          assert.deepEqual(again, first);
          assertDistinctPaths(first);
          for (const file of first) {
            assertNoHoles(file);
            assertSafe(file);
          }
        });
      }
    }

    it('does not change the measurements it is given', async () => {
      const before = structuredClone(samples.failoverRun);
      await format.render(samples.failoverRun, { language: 'en' });
      assert.deepEqual(samples.failoverRun, before);
    });
  });
}

function assertDistinctPaths(files: readonly ReportFile[]): void {
  const paths = files.map((file) => file.path.toLowerCase());
  assert.deepEqual([...new Set(paths)], paths);
  for (const path of paths) {
    assert.match(path, /^([a-z0-9-]+\/)?[a-z0-9-]+(\.[a-z0-9]+)+$/);
  }
}

/** A number or text that is missing must be left out or named, never printed as a word of JavaScript. */
function assertNoHoles({ path, content }: ReportFile): void {
  const holes = path.endsWith('.json') ? /\b(NaN|undefined|Infinity)\b/ : /\b(NaN|undefined|null|Infinity)\b/;
  assertLacks(content, holes, path);
  assertLacks(content, /\[object Object\]/, path);
}

function assertSafe({ path, content }: ReportFile): void {
  if (/\.(html|svg|md|xml)$/.test(path)) {
    assertLacks(content, /<script/i, path);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  assertLacks(content, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/, path);
}

/** As assert.doesNotMatch, but shows the place and not half a megabyte of report. */
function assertLacks(content: string, pattern: RegExp, path: string): void {
  const found = pattern.exec(content);
  const place = found === null ? '' : content.slice(Math.max(0, found.index - 80), found.index + 80);
  assert.equal(found?.[0], undefined, `${path}: …${place}…`);
}
