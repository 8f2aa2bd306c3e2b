import { mkdir } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench, BenchOptions, Claim } from './claim.js';
import { benchEngines } from './engines.js';
import { benchOpenLoop } from './open-loop.js';
import { benchOutages } from './outages.js';
import { benchQuiet } from './quiet.js';

const BENCHES: Readonly<Record<string, Bench>> = {
  outages: benchOutages,
  engines: benchEngines,
  'open-loop': benchOpenLoop,
  quiet: benchQuiet,
};

/** `node build/test/bench/fidelity.js [outages|engines|open-loop|quiet]… [--quick] [--seed N] [--away KIND] [--record DIR | --replay DIR]` */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean' },
      seed: { type: 'string' },
      away: { type: 'string' },
      record: { type: 'string' },
      replay: { type: 'string' },
    },
  });
  const unknown = positionals.filter((name) => BENCHES[name] === undefined);
  if (unknown.length > 0) throw new Error(`no such benchmark: ${unknown.join(', ')}`);
  if (values.record !== undefined) await mkdir(values.record, { recursive: true });
  const options: BenchOptions = {
    quick: values.quick ?? false,
    seed: Number(values.seed ?? 1),
    ...(values.away === undefined ? {} : { away: values.away }),
    ...(values.record === undefined ? {} : { recordIn: values.record }),
    ...(values.replay === undefined ? {} : { replayFrom: values.replay }),
  };
  const names = positionals.length === 0 ? Object.keys(BENCHES) : positionals;
  const claims: Claim[] = [];
  for (const name of names) {
    console.log(`\n== ${name} == ${new Date().toISOString()}, ${machine()}, seed ${options.seed}`);
    claims.push(...((await BENCHES[name]?.(options)) ?? []));
    console.log(`   done at ${new Date().toISOString()}, ${machine()}`);
  }
  console.log('\n== claims ==');
  for (const { says, holds, because } of claims) {
    console.log(`${holds ? 'holds' : 'FAILS'}  ${says}: ${because}`);
  }
  if (claims.some(({ holds }) => !holds)) process.exitCode = 1;
}

function machine(): string {
  return `${cpus().length} cores, load average ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`;
}

await main();
