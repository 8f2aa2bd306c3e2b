import { chartsReport } from '../../src/report/charts.js';
import { csvReport } from '../../src/report/csv.js';
import { htmlReport } from '../../src/report/html.js';
import { jsonReport } from '../../src/report/json.js';
import { junitReport } from '../../src/report/junit.js';
import { latexReport } from '../../src/report/latex.js';
import { markdownReport } from '../../src/report/markdown.js';
import { describeReportFormat } from './contract.js';

for (const format of [
  chartsReport,
  csvReport,
  htmlReport,
  jsonReport,
  junitReport,
  latexReport,
  markdownReport,
]) {
  describeReportFormat(format);
}
