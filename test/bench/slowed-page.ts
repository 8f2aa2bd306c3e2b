import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { GateReport } from '../../src/measurements/comparison/gate.js';
import { type Bench, bench } from '../e2e/cli.js';
import { type Claim, claim } from './claim.js';
import { fixed, plainTable } from './table.js';

const PAGE_MS = 20;
const SLOWED = 1.15;

const SCENARIO = `
name: slowed-page
cluster: embedded
pages:
  static: { path: /index.php, expect: { contains: served by } }
matrix:
  frontends: [tcp]
  requests: 24
  concurrency: 4
  warmup: 50
regression: { pairs: 10, slices: 8 }
`;

/**
 * `node build/test/bench/slowed-page.js [--times N]`: on the embedded lab, a page that takes 15% longer is caught by
 * `chaos check` in turns with the page as it was, and the same page passes in turns with itself.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { times: { type: 'string' } } });
  const times = Number(values.times ?? 10);
  const place = bench();
  try {
    writeFileSync(join(place.folder, 'slowed.yaml'), SCENARIO);
    const rows: (string | number)[][] = [];
    const claims: Claim[] = [];
    for (const [name, pageMs, expected] of [
      ['slowed by 15%', PAGE_MS * SLOWED, 'fail'],
      ['not slowed', PAGE_MS, 'pass'],
    ] as const) {
      const reports = await checks(place, name.replaceAll(/\W+/g, '-'), pageMs, times);
      rows.push(...reports.map((report, index) => [name, index + 1, ...cellsOf(report)]));
      const right = reports.filter(({ verdict }) => verdict === expected).length;
      claims.push(claim(`${name}: ${expected}`, right === times, `${right} of ${times}`));
    }
    console.log(plainTable([['page', 'time', 'verdict', 'ratio', 'low', 'high', 'shows from'], ...rows]));
    for (const { says, holds, because } of claims) {
      console.log(`${holds ? 'holds' : 'FAILS'}  ${says}: ${because}`);
    }
    if (claims.some(({ holds }) => !holds)) process.exitCode = 1;
  } finally {
    place.remove();
  }
}

async function checks(place: Bench, out: string, pageMs: number, times: number): Promise<GateReport[]> {
  const setting = (ms: number) => `cluster.emulation.serviceTime=${ms}ms`;
  const ran = await place.chaos('run', 'slowed.yaml', '--set', setting(pageMs), '--out', out, '--no-report');
  if (ran.exitCode > 1) throw new Error(ran.stderr);
  const reports: GateReport[] = [];
  for (let index = 0; index < times; index++) {
    const reference = `set:${setting(PAGE_MS)}`;
    const { stdout, stderr } = await place.chaos('check', out, '--rerun-reference', reference, '--json');
    if (stdout === '') throw new Error(stderr);
    reports.push(JSON.parse(stdout) as GateReport);
  }
  return reports;
}

function cellsOf({ verdict, findings: [finding] }: GateReport): (string | number)[] {
  const { ratio, interval, wouldCatch } = finding ?? {};
  return [
    verdict,
    fixed(ratio, 3),
    fixed(interval?.low, 3),
    fixed(interval?.high, 3),
    `${fixed(wouldCatch === undefined || wouldCatch === null ? null : 100 * wouldCatch)}%`,
  ];
}

await main();
