import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { medianWithInterval } from '../../src/measurements/statistics/median-interval.js';
import { type EngineCell, TOOLS, type Tool, type ToolRun } from './engine-tools.js';
import { type PageServer, startPageServer } from './page-server.js';
import { fixed, plainTable } from './table.js';

/**
 * `node build/test/bench/engine.js [--rounds N] [--seconds S] [--connections N]… [--bytes N]… [--new|--keep-alive]`
 *
 * How many requests the engines and other tools send in a second, and at what cost, side by side: in each round
 * every tool runs once, in turn, against the same nginx with one worker. Figures are medians of the rounds; ratios
 * are taken within a round, since what else the machine does changes from round to round.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '6' },
      seconds: { type: 'string', default: '3' },
      connections: { type: 'string', multiple: true, default: ['1', '20', '100', '1000'] },
      bytes: { type: 'string', multiple: true, default: ['200', '10240', '204800'] },
      new: { type: 'boolean', default: false },
      'keep-alive': { type: 'boolean', default: false },
    },
  });
  const ways = [true, false].filter((keepAlive) => !(keepAlive ? values.new : values['keep-alive']));
  const sizes = values.bytes.map(Number);
  const cells = ways.flatMap((keepAlive) =>
    sizes.flatMap((bytes) =>
      values.connections.map((connections) => ({ bytes, keepAlive, connections: Number(connections) })),
    ),
  );
  const tools = await installed();
  const server = await startPageServer(sizes);
  try {
    for (const cell of cells) {
      await bench(cell, tools, server, Number(values.rounds), 1000 * Number(values.seconds));
    }
  } finally {
    await server.stop();
  }
}

async function installed(): Promise<readonly Tool[]> {
  const versions = await Promise.all(TOOLS.map(async (tool) => ({ tool, version: await tool.version() })));
  console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${new Date().toISOString()}`);
  for (const { tool, version } of versions)
    console.log(`  ${tool.name}: ${version ?? 'not installed, left out'}`);
  return versions.filter(({ version }) => version !== undefined).map(({ tool }) => tool);
}

async function bench(
  cell: EngineCell,
  tools: readonly Tool[],
  server: PageServer,
  rounds: number,
  durationMs: number,
): Promise<void> {
  const url = server.urlOf(cell.bytes);
  const runs = tools.map((): ToolRun[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, tool] of tools.entries()) runs[index]?.push(await tool.run(url, cell, durationMs));
  }
  const way = cell.keepAlive ? 'keep-alive' : 'a connection per request';
  console.log(
    `\n${cell.bytes} B, ${way}, c = ${cell.connections}, ${rounds} rounds of ${durationMs / 1000} s`,
  );
  const heading = [
    '',
    'requests/s',
    'CPU µs/request',
    ...tools.slice(0, 2).map(({ name }) => `${name}: rate ×`),
  ];
  const rows = tools.map(({ name }, index) => [
    name,
    fixed(medianOf(runs[index], 'perSecond'), 0),
    fixed(medianOf(runs[index], 'cpuUs'), 1),
    ...runs.slice(0, 2).map((of, ours) => (ours === index ? '1' : ratioText(of, runs[index], 'perSecond'))),
    ratioText(runs[0], runs[index], 'cpuUs'),
  ]);
  console.log(plainTable([[...heading, `${tools[0]?.name}: CPU ×`], ...rows]));
}

function medianOf(runs: readonly ToolRun[] | undefined, figure: keyof ToolRun): number | undefined {
  return medianWithInterval((runs ?? []).map((run) => run[figure]))?.median;
}

/** The median ratio, and its interval by order statistics where there are six rounds or more. */
function ratioText(
  one: readonly ToolRun[] | undefined,
  other: readonly ToolRun[] | undefined,
  figure: keyof ToolRun,
): string {
  const ratios = (one ?? []).map((run, round) => run[figure] / (other?.[round]?.[figure] ?? Number.NaN));
  const summary = medianWithInterval(ratios);
  const interval = summary?.interval;
  const bounds = interval ? ` [${fixed(interval.low, 2)}, ${fixed(interval.high, 2)}]` : '';
  return `${fixed(summary?.median, 2)}${bounds}`;
}

await main();
