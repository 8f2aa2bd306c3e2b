import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { csvReport } from '../../src/report/csv.js';
import { summarise } from '../../src/report/findings.js';
import { htmlReport } from '../../src/report/html.js';
import { jsonReport } from '../../src/report/json.js';
import { latexReport } from '../../src/report/latex.js';
import { speechFor } from '../../src/report/locales/locale.js';
import { markdownReport } from '../../src/report/markdown.js';
import { renderTerminal } from '../../src/report/terminal.js';
import type { ReportFormat } from '../../src/report/types.js';
import { samples } from './samples.js';

const { conditionalRun, lostCondition } = samples;

async function textOf(format: ReportFormat, path: RegExp, language: 'en' | 'es' = 'en'): Promise<string> {
  const files = await format.render(conditionalRun, { language });
  return files
    .filter((file) => path.test(file.path))
    .map(({ content }) => content)
    .join('\n');
}

describe('the report of a run in conditions', function () {
  this.timeout(30_000);

  it('decides in one sentence for each page and condition, with ratio, interval and noise floor', () => {
    const find = (language: 'en' | 'es') =>
      summarise(conditionalRun, speechFor(language)).findings.find(({ topic }) => topic === 'comparison');
    const english = find('en');
    assert.match(
      english?.text ?? '',
      /^home, healthy: tcp-gluster is worse than tcp in requests\/s, −[12]\d\.\d%/,
    );
    assert.match(english?.text ?? '', /: ratio 0\.\d{3} \[0\.\d{3}, 0\.\d{3}\]; noise floor \d\.\d%\.$/);
    assert.match(
      english?.details[0] ?? '',
      /^home, degraded: no difference shown between tcp and tcp-gluster/,
    );
    assert.match(
      find('es')?.details[0] ?? '',
      /^home, degraded: no se demuestra diferencia entre tcp y tcp-gluster/,
    );
  });

  it('tells how each side behaved under its fault', () => {
    const behaviour = summarise(conditionalRun, speechFor('en')).findings.find(
      ({ topic }) => topic === 'behaviour',
    );
    const lines = [behaviour?.text ?? '', ...(behaviour?.details ?? [])];
    assert.ok(
      lines.some((line) =>
        /^tcp, degraded: 0 of .* requests .* failed, 0 of .* probes failed, no outage seen\.$/.test(line),
      ),
      lines.join('\n'),
    );
    assert.ok(
      lines.some((line) => /^tcp-gluster, degraded: .*10 outages, the longest of \d+ ms \[/.test(line)),
    );
  });

  it('tells how long conditions took to bring about and to recover from, and which cells lost theirs', () => {
    const told = (run: typeof conditionalRun) =>
      summarise(run, speechFor('en')).findings.find(({ topic }) => topic === 'condition');
    assert.match(
      told(conditionalRun)?.text ?? '',
      /^degraded \(raid\.fail-member on nas\), 10 times: brought about in 50 ms, held for 2\.45 s, recovery took 600 ms\.$/,
    );
    assert.equal(told(lostCondition)?.text, 'degraded did not hold through 1 of 4 cells, which are invalid.');
    assert.equal(told(lostCondition)?.tone, 'doubt');
  });

  it('says that too few blocks say nothing', () => {
    const [comparison] = summarise(lostCondition, speechFor('en')).findings;
    assert.match(
      comparison?.text ?? '',
      /^home, healthy: not enough data to compare tcp and tcp-gluster .* \(2 pairs\)/,
    );
  });

  it('has the comparison, the behaviour and the recovery times in every format', async () => {
    const html = await textOf(htmlReport, /html$/);
    const markdown = await textOf(markdownReport, /report\.md$/, 'es');
    for (const title of ['Comparison', 'Behaviour in each condition', 'Conditions brought about']) {
      assert.ok(html.includes(`>${title}</h2>`), title);
    }
    for (const title of ['Comparación', 'Comportamiento en cada situación', 'Situaciones provocadas']) {
      assert.ok(markdown.includes(`## ${title}`), title);
    }
    assert.match(markdown, /!\[Comparación: tcp → tcp-gluster\]\(charts\/forest\.svg\)/);
    const terminal = renderTerminal(conditionalRun, { language: 'en', width: 120, color: false });
    assert.match(terminal, /tcp → tcp-gluster, page by page/);
    assert.match(terminal, /Page home, frontend tcp-gluster \(native\), degraded/);
    const latex = await latexReport.render(conditionalRun, { language: 'en' });
    const paths = latex.map(({ path }) => path);
    for (const name of ['comparison', 'behaviour', 'conditions', 'matrix-home-tcp-healthy']) {
      assert.ok(paths.includes(`tables/${name}.tex`), name);
    }
    assert.match(await textOf(jsonReport, /json$/), /"summaries"/);
  });

  it('has them as CSV, with the condition of every row', async () => {
    const rowsOf = async (name: string): Promise<Record<string, string>[]> =>
      parse(await textOf(csvReport, new RegExp(`/${name}\\.csv$`)), { columns: true });
    const [comparison] = await rowsOf('comparison');
    assert.deepEqual(
      [comparison?.over, comparison?.condition, comparison?.before, comparison?.after, comparison?.verdict],
      ['page', 'healthy', 'tcp', 'tcp-gluster', 'worse'],
    );
    const conditions = await rowsOf('conditions');
    assert.deepEqual(
      conditions.slice(0, 2).map((row) => row.recovery_ms),
      ['600', '100'],
    );
    const [behaviour] = await rowsOf('behaviour');
    assert.deepEqual([behaviour?.condition, behaviour?.frontend], ['healthy', 'tcp']);
    assert.deepEqual(
      [...new Set((await rowsOf('matrix')).map((row) => row.condition))],
      ['healthy', 'degraded'],
    );
  });

  it('gives all times of a condition one line of the time line in the terminal', () => {
    const terminal = renderTerminal(conditionalRun, { language: 'en', width: 120, color: false });
    assert.equal(terminal.match(/^ {2}degraded +▒|^ {2}degraded +[ ▒]*▒/gm)?.length, 1);
  });
});
