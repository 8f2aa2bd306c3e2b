import { z } from 'zod';
import { ExitCode } from '../../core/exit-codes.js';
import { METRICS } from '../../measurements/metrics.js';
import { loadScenario } from '../../scenario/loader.js';
import { engines, faults, labs, observers, reports, vocabulary } from '../catalog.js';
import type { CliEnvironment } from '../environment.js';
import { loadFormat } from '../present-run.js';
import { shippedScenarios } from '../scenario-files.js';

export type Listable = 'faults' | 'engines' | 'observers' | 'labs' | 'scenarios' | 'reports' | 'metrics';

interface Row {
  readonly name: string;
  readonly text: string;
  readonly details?: readonly string[];
}

/** `chaos list`: what the definitions themselves say. */
export async function list(what: Listable, environment: CliEnvironment): Promise<ExitCode> {
  const rows = await LISTS[what]();
  const width = Math.max(...rows.map((row) => row.name.length)) + 2;
  for (const { name, text, details = [] } of rows) {
    environment.stdout.write(`${name.padEnd(width)}${text}\n`);
    for (const detail of details) {
      environment.stdout.write(`${' '.repeat(width)}  ${detail}\n`);
    }
  }
  return ExitCode.ok;
}

const summaries = (items: Readonly<Record<string, { name: string; summary: string }>>): Row[] =>
  Object.values(items).map(({ name, summary }) => ({ name, text: summary }));

const LISTS: Readonly<Record<Listable, () => Promise<Row[]>>> = {
  faults: async () =>
    Object.values(faults).map((fault) => ({
      name: fault.name,
      text: fault.summary,
      details: [`hits ${fault.targets}; needs control \`${fault.needs}\``, ...optionLines(fault.options)],
    })),
  engines: async () => summaries(engines),
  observers: async () =>
    observers.map(({ name, summary, needs }) => ({ name, text: summary, details: [`needs ${needs}`] })),
  labs: async () => summaries(labs),
  scenarios: scenarioRows,
  reports: async () =>
    Promise.all(Object.keys(reports).map(async (name) => ({ name, text: (await loadFormat(name)).summary }))),
  metrics: async () =>
    Object.entries(METRICS).map(([name, { unit, description }]) => ({
      name,
      text: `${description} (${unit})`,
    })),
};

/** The options of a fault from its schema: name, default and description. */
function optionLines(options: z.ZodType): string[] {
  const { properties = {}, required = [] } = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => {
    const { description = '', default: preset } = property as { description?: string; default?: unknown };
    const state = required.includes(name) ? 'required' : defaultWords(preset);
    return `with ${name}: ${description}${state === '' ? '' : ` (${state})`}`;
  });
}

function defaultWords(preset: unknown): string {
  return preset === undefined ? '' : `default ${preset}`;
}

async function scenarioRows(): Promise<Row[]> {
  return Promise.all(
    (await shippedScenarios()).map(async (file) => {
      const { value } = await loadScenario(file, vocabulary(), []);
      return { name: value.name, text: value.title.en };
    }),
  );
}
