import assert from 'node:assert/strict';
import { markdownReport } from '../../src/report/markdown.js';
import { samples } from './samples.js';

describe('The Markdown report', function () {
  this.timeout(30_000);

  it('leads with the verdict and has every picture that it shows', async () => {
    const files = await markdownReport.render(samples.failoverRun, { language: 'en' });
    const report = files.find((file) => file.path === 'report.md')?.content ?? '';
    assert.match(report, /^# Failover of the active director\n\n\*\*PASS\.\*\* All 4 expectations held\.\n/);
    const shown = [...report.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((match) => match[1]);
    assert.deepEqual(shown, ['charts/timeline.svg', 'charts/failovers.svg']);
    assert.ok(files.some((file) => file.path === 'charts/timeline.svg'));
  });

  it('has as many cells in every row of a table as in its head, whatever the names are', async () => {
    for (const name of ['failoverRun', 'hostile'] as const) {
      for (const { path, content } of await markdownReport.render(samples[name], { language: 'es' })) {
        if (path.startsWith('tables/')) {
          const rows = content.split('\n').filter((line) => line.startsWith('|'));
          const counts = new Set(rows.map((row) => row.replaceAll('\\|', '').split('|').length));
          assert.equal(counts.size, 1, path);
        }
      }
    }
  });
});
