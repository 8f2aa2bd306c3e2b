import { COLORS } from '../charts/theme.js';

/** The colours of the charts in dark mode; a chart's SVG keeps its own, the page overrides them. */
const DARK_CHART_COLORS: Readonly<Record<keyof typeof COLORS, string>> = {
  paper: '#14181c',
  ink: '#e6e9ec',
  muted: '#a3adb8',
  axis: '#6b7580',
  grid: '#2b3138',
  blue: '#4ea5dd',
  vermillion: '#f0803c',
  green: '#35b18c',
  purple: '#d583b4',
  amber: '#d9a92e',
  sky: '#8cc8ec',
  slate: '#8d96a0',
  calm: '#2f373f',
  onDark: '#0f1317',
};

const LIGHT_PAGE = `
  --paper: #ffffff; --ink: #1f2328; --muted: #59636e; --rule: #d5dade; --faint: #f5f6f7;
  --pass: #1a6b3c; --fail: #b3261e; --unknown: #8a5a00;
  --pass-tint: #eaf4ee; --fail-tint: #fbecea; --unknown-tint: #fbf4e4; --link: #0b5cad;`;

const DARK_PAGE = `
  --paper: #14181c; --ink: #e6e9ec; --muted: #a3adb8; --rule: #363d45; --faint: #1b2025;
  --pass: #5cc98a; --fail: #ff8a7e; --unknown: #e3b04b;
  --pass-tint: #16291f; --fail-tint: #331c1a; --unknown-tint: #2d2412; --link: #7ab8ff;`;

const DARK_CHARTS = Object.entries(DARK_CHART_COLORS)
  .flatMap(([name, dark]) => {
    const light = COLORS[name as keyof typeof COLORS];
    return ['fill', 'stroke'].map((property) => `svg [${property}="${light}"] { ${property}: ${dark}; }`);
  })
  .join('\n');

/** Calm type, rules instead of boxes, figures of equal width; dark where the reader's system is, light on paper. */
export const STYLE = `
:root { color-scheme: light dark; ${LIGHT_PAGE} }
@media screen and (prefers-color-scheme: dark) {
:root { ${DARK_PAGE} }
${DARK_CHARTS}
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main, header, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
footer { padding-top: 1.5rem; padding-bottom: 3rem; color: var(--muted); font-size: .875rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1rem; font-weight: 650; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.75rem 0 .75rem; padding-top: .75rem;
  border-top: 1px solid var(--rule); font-weight: 650; }
p { margin: .5rem 0; max-width: 48rem; }
a { color: var(--link); }
.verdict { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.25rem; margin: 0;
  padding: .9rem 1.1rem; border-left: 6px solid; max-width: none; }
.verdict strong { font-size: 1.6rem; line-height: 1.2; letter-spacing: .03em; }
.verdict span { flex: 1 1 20rem; overflow-wrap: anywhere; }
.verdict.pass { border-color: var(--pass); background: var(--pass-tint); }
.verdict.fail { border-color: var(--fail); background: var(--fail-tint); }
.verdict.unknown { border-color: var(--unknown); background: var(--unknown-tint); }
.verdict.pass strong { color: var(--pass); }
.verdict.fail strong { color: var(--fail); }
.verdict.unknown strong { color: var(--unknown); }
.notice { margin: .75rem 0 0; padding: .1rem 0 .1rem 1.1rem; border-left: 6px solid var(--unknown);
  font-size: .9375rem; max-width: 52rem; overflow-wrap: anywhere; }
.fidelity { margin: .5rem 0 0; padding-left: 1.25rem; max-width: 48rem; }
.fidelity li { margin: .2rem 0; }
.fidelity li { overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: .25rem 1.75rem; margin: 1rem 0 0; font-size: .875rem; }
.facts div { display: flex; gap: .4rem; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; list-style: none; margin: .75rem 0 0; padding: 0;
  font-size: .875rem; }
.findings { display: grid; grid-template-columns: 8.5rem 1fr; gap: .9rem 1.25rem; margin: 0; }
.findings dt { font-weight: 600; }
.findings dd { margin: 0; max-width: 46rem; overflow-wrap: anywhere; }
.findings dd p { margin: 0; }
.findings dd p + p { margin-top: .3rem; }
.findings .lead { font-weight: 500; }
.findings dt.bad { color: var(--fail); }
.findings dt.doubt { color: var(--unknown); }
figure { margin: 1rem 0 1.5rem; }
figure .scroll { overflow-x: auto; }
figure svg { display: block; max-width: 100%; height: auto; min-width: 21rem; }
figure svg > rect[fill] { fill: none; }
figure.timeline .role-title { display: none; }
figure.timeline svg { margin-top: -1.75rem; }
figure.timeline svg { min-width: 38rem; width: 100%; max-width: 52rem; }
figcaption { color: var(--muted); font-size: .8125rem; margin-top: .25rem; max-width: 48rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0 1rem; }
.pair figure { margin: .5rem 0; min-width: 0; }
.table { overflow-x: auto; margin: 1rem 0 .25rem; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.4; font-variant-numeric: tabular-nums;
  border-bottom: 1.5px solid var(--ink); }
caption { text-align: left; font-weight: 600; padding-bottom: .4rem; font-size: .9375rem; overflow-wrap: anywhere; }
thead th { border-top: 1.5px solid var(--ink); border-bottom: 1px solid var(--ink); font-weight: 600;
  vertical-align: bottom; }
th, td { text-align: left; padding: .28rem 1.1rem .28rem 0; vertical-align: baseline; white-space: nowrap; }
tbody th { font-weight: 400; }
tbody tr + tr > * { border-top: 1px solid var(--faint); }
tbody tr.group > * { border-top: 1px solid var(--rule); }
th.right, td.right { text-align: right; padding-left: .4rem; }
th.wraps, td.wraps { white-space: normal; min-width: 12rem; overflow-wrap: anywhere; }
thead th.right { white-space: normal; }
td.good { color: var(--pass); }
td.bad { color: var(--fail); font-weight: 600; }
td.doubt { color: var(--unknown); }
.mark { position: relative; }
.mark sup { position: absolute; left: 100%; top: -.45em; font-size: .7em; line-height: 1; color: var(--unknown);
  padding-left: .1em; }
.notes { color: var(--muted); font-size: .8125rem; margin: .35rem 0 1.5rem; }
.notes p { margin: .1rem 0; overflow-wrap: anywhere; }
.notes p.lead { color: var(--ink); font-size: .875rem; }
.reading dt { font-weight: 600; margin-top: .75rem; }
.reading dd { margin: 0; max-width: 46rem; }
@media (max-width: 40rem) {
  header { padding-top: 1.25rem; }
  h1 { font-size: 1.4rem; }
  .findings { display: block; }
  .findings dd { margin-bottom: .9rem; }
}
@page { margin: 16mm; }
@media print {
  body { font-size: 10pt; }
  main, header, footer { max-width: none; padding-left: 0; padding-right: 0; }
  nav { display: none; }
  .verdict, svg { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .table, figure .scroll { overflow: visible; }
  figure.timeline svg, figure svg { min-width: 0; }
  table { font-size: 8pt; }
  th, td { padding-right: .6rem; white-space: normal; }
  th.right, td.right { white-space: nowrap; }
  th.wraps, td.wraps { min-width: 5rem; }
  thead th.right { white-space: normal; }
  h2, caption, thead { break-after: avoid; }
  tr, figure, .verdict { break-inside: avoid; }
}
`;
