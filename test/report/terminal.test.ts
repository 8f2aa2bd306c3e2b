import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import stringWidth from 'string-width';
import { renderTerminal } from '../../src/report/terminal.js';
import { LANGUAGES } from './contract.js';
import { samples } from './samples.js';

describe('The terminal report', function () {
  this.timeout(60_000);

  for (const [name, measurements] of Object.entries(samples)) {
    it(`keeps the ${name} sample within the width, in both languages`, () => {
      for (const language of LANGUAGES) {
        for (const width of [60, 80, 120]) {
          const text = renderTerminal(measurements, { language, width, color: false });
          const widest = text.split('\n').reduce((a, b) => (stringWidth(b) > stringWidth(a) ? b : a));
          assert.ok(stringWidth(widest) <= width, `${width}: ${widest}`);
          assert.doesNotMatch(text, /\b(NaN|undefined|null|Infinity)\b|\[object/);
        }
      }
    });
  }

  it('puts the verdict before everything else', () => {
    const text = renderTerminal(samples.failedRun, { language: 'en', width: 80, color: false });
    assert.match(text.trimStart(), /^FAIL /);
  });

  it('sends the terminal nothing but text when there is to be no colour, whatever the names are', () => {
    const text = renderTerminal(samples.hostile, { language: 'en', width: 80, color: false });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('ends every colour on the line where it began', () => {
    const text = renderTerminal(samples.failedRun, { language: 'en', width: 80, color: true });
    for (const line of text.split('\n')) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is the point
      const codes = line.match(/\u001b\[\d+m/g) ?? [];
      assert.ok(codes.length === 0 || codes.at(-1) === '\u001b[0m', JSON.stringify(line));
    }
  });

  it('marks a doubtful cell with a sign, parentheses and a footnote', () => {
    const text = renderTerminal(samples.smallMatrix, { language: 'en', width: 100, color: false });
    assert.match(text, /\(\d+\.\d\d\)†1/);
    assert.match(text, /†1 Invalid: 12 requests failed/);
  });

  it('loads none of the libraries that only files need', () => {
    const imports = importsFrom(new URL('../../src/report/terminal.js', import.meta.url), new Set());
    for (const slow of ['vega', 'vega-lite', 'fast-xml-parser', 'csv-stringify/sync']) {
      assert.ok(!imports.has(slow), slow);
    }
    assert.ok(imports.has('cli-table3'));
  });
});

/** What a built module imports, and what that imports, by name. */
function importsFrom(module: URL, seen: Set<string>): ReadonlySet<string> {
  if (seen.has(module.href)) {
    return seen;
  }
  seen.add(module.href);
  for (const [, name = ''] of readFileSync(fileURLToPath(module), 'utf8').matchAll(/from '([^']+)'/g)) {
    if (name.startsWith('.')) {
      importsFrom(new URL(name, module), seen);
    } else {
      seen.add(name);
    }
  }
  return seen;
}
