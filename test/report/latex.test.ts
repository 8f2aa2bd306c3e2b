import assert from 'node:assert/strict';
import { latexReport } from '../../src/report/latex.js';
import { samples } from './samples.js';

async function fileOf(
  sample: keyof typeof samples,
  path: string,
  language: 'en' | 'es' = 'en',
): Promise<string> {
  const files = await latexReport.render(samples[sample], { language });
  const file = files.find((one) => one.path === path);
  assert.ok(file, files.map((one) => one.path).join());
  return file.content;
}

describe('The LaTeX tables', () => {
  it('take the form of a thesis: three rules, a caption, numbers to the right', async () => {
    const table = await fileOf('smallMatrix', 'tables/matrix-static-tcp.tex', 'es');
    for (const part of ['\\toprule', '\\midrule', '\\bottomrule', '\\caption{Página static', '{rrrrrr}']) {
      assert.ok(table.includes(part), part);
    }
    assert.match(table, /1000 & 10 & \d+,\d\d & \d+,\d\d/);
  });

  it('escape what LaTeX would take for commands', async () => {
    const table = await fileOf('hostile', 'tables/warnings.tex');
    assert.ok(table.includes('\\textless{}script\\textgreater{}'));
    assert.doesNotMatch(table, /[^\\][%$#]\{\}~/);
  });

  it('have as many cells in every row as columns', async () => {
    for (const name of ['failoverRun', 'matrixRun', 'hostile'] as const) {
      for (const { path, content } of await latexReport.render(samples[name], { language: 'en' })) {
        const rows = content.split('\n').filter((line) => line.endsWith(' \\\\'));
        const counts = new Set(rows.map((row) => row.replaceAll('\\&', '').split('&').length));
        assert.equal(counts.size, 1, path);
      }
    }
  });
});
