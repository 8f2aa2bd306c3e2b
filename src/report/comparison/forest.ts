import { COMPARED, type Comparison, type ComparisonReport } from '../../measurements/comparison/types.js';
import { type Chart, type Datum, dataOf, rounded, type Spec, WRITTEN_COLOUR } from '../charts/chart.js';
import { COLORS, framed } from '../charts/theme.js';
import type { Speech } from '../locales/locale.js';
import { comparisonSpeech, intervalText, nameOf, ratioText } from './text.js';

const WIDTH = 420;
const ROW = 26;
/** The axis shows at least so much on either side of no difference. */
const LEAST_REACH = 0.05;

const FILLS: Readonly<Record<Comparison['verdict'], string>> = {
  better: COLORS.green,
  worse: COLORS.vermillion,
  none: COLORS.slate,
  'too-few': COLORS.axis,
};

/** A line for each ratio with its interval, on a logarithmic axis; none where nothing has a ratio. */
export function forestChart(report: ComparisonReport, plain: Speech): Chart | undefined {
  const speech = comparisonSpeech(plain);
  const { said } = speech;
  const shown = report.comparisons.filter(({ ratio }) => ratio !== null);
  if (shown.length === 0) {
    return undefined;
  }
  const rows = shown.map((one): Datum => {
    const ratio = one.ratio ?? 1;
    return {
      name: nameOf(one, speech),
      ratio: rounded(ratio),
      low: rounded(one.interval?.low ?? ratio),
      high: rounded(one.interval?.high ?? ratio),
      text: `${ratioText(ratio, speech)} ${intervalText(one.interval, speech)}`.trim(),
      fill: FILLS[one.verdict],
    };
  });
  const reach = Math.max(
    LEAST_REACH,
    ...shown.flatMap(({ ratio, interval }) =>
      [ratio, interval?.low, interval?.high].map((value) => Math.abs(Math.log(value ?? 1))),
    ),
  );
  const limit = reach * 1.1;
  const title = `${said.title}: ${report.before.label} → ${report.after.label}`;
  return {
    id: 'forest',
    section: 'comparison',
    title,
    description: said.forest.description,
    notes: [],
    spec: framed(title, {
      ...dataOf(rows),
      width: WIDTH,
      height: ROW * rows.length,
      layer: layers(
        rows.map(({ name }) => String(name)),
        [rounded(Math.exp(-limit)), rounded(Math.exp(limit))],
        `${said.forest.axis}${directionOf(shown, speech.said.forest)}`,
      ),
    }),
  };
}

/** Says on which side is better, where that is the same for all. */
function directionOf(
  shown: readonly Comparison[],
  words: { readonly worse: string; readonly better: string },
) {
  const directions = new Set(shown.map(({ metric }) => COMPARED[metric].better));
  if (directions.size !== 1) {
    return '';
  }
  const [left, right] = directions.has('more') ? [words.worse, words.better] : [words.better, words.worse];
  return `   (← ${left} · ${right} →)`;
}

function layers(
  names: readonly string[],
  domain: readonly [number, number],
  axisTitle: string,
): readonly Spec[] {
  const y = {
    field: 'name',
    type: 'nominal',
    sort: names,
    title: null,
    axis: { labelLimit: 340, labelColor: COLORS.ink },
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { type: 'log', domain, nice: false },
    title: axisTitle,
    axis: { format: '.2~f', tickCount: 7 },
  });
  return [
    {
      mark: { type: 'rule', color: COLORS.ink, strokeDash: [3, 3] },
      encoding: { x: { datum: 1, type: 'quantitative', scale: { type: 'log', domain, nice: false } } },
    },
    {
      mark: { type: 'rule', strokeWidth: 2 },
      encoding: { y, x: x('low'), x2: { field: 'high' }, color: WRITTEN_COLOUR },
    },
    {
      mark: { type: 'point', shape: 'square', filled: true, size: 70, opacity: 1 },
      encoding: { y, x: x('ratio'), color: WRITTEN_COLOUR },
    },
    {
      mark: { type: 'text', align: 'left', dx: 12, color: COLORS.muted },
      encoding: { y, x: { value: WIDTH }, text: { field: 'text', type: 'nominal' } },
    },
  ];
}
