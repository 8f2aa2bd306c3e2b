import type { BalanceRow, Measurements } from '../../measurements/types.js';
import { sourceText } from '../findings/capacity.js';
import type { Speech } from '../locales/locale.js';
import { printable } from '../text.js';
import { type Chart, dataOf, type Spec } from './chart.js';
import { COLORS, framed } from './theme.js';

const WIDTH = 480;
const BAR = 20;

/** Bars of the answers by server, one panel for each frontend and way of counting. */
export function balanceCharts({ balance }: Measurements, speech: Speech): readonly Chart[] {
  if (balance.length === 0) {
    return [];
  }
  const { titles, descriptions } = speech.words.charts;
  const vconcat = balance.map((row) => panel(row, speech));
  return [
    {
      id: 'balance',
      section: 'balance',
      title: titles.balance,
      description: descriptions.balance,
      notes: [],
      spec: framed(titles.balance, { vconcat, spacing: 36, bounds: 'flush' }),
    },
  ];
}

function panel(row: BalanceRow, speech: Speech): Spec {
  const servers = Object.entries(row.byServer);
  const mean = servers.reduce((sum, [, count]) => sum + count, 0) / Math.max(1, servers.length);
  const values = servers.map(([server, count]) => ({
    server: printable(server),
    count,
    label: speech.format.integer(count),
  }));
  const y = {
    field: 'server',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { labelLimit: 180, grid: false },
  };
  const most = Math.max(1, mean, ...servers.map(([, count]) => count));
  // The counts stand beside the bars, so an axis would only repeat them.
  const x = { field: 'count', type: 'quantitative', scale: { domain: [0, most], nice: false }, axis: null };
  return {
    ...dataOf(values),
    title: printable(`${row.frontend} (${row.mode}), ${sourceText(row.source, speech)}`),
    width: WIDTH,
    height: { step: BAR },
    layer: [
      { mark: { type: 'bar', color: COLORS.blue, height: 12 }, encoding: { y, x } },
      {
        mark: { type: 'text', align: 'left', dx: 6 },
        encoding: { y, x: { value: WIDTH }, text: { field: 'label' } },
      },
      {
        ...dataOf([{ mean }]),
        mark: { type: 'rule', color: COLORS.ink, strokeDash: [4, 3] },
        encoding: { x: { ...x, field: 'mean' } },
      },
    ],
  };
}
