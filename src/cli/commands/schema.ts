import { clusterJsonSchema } from '../../cluster/schema.js';
import { ExitCode } from '../../core/exit-codes.js';
import { scenarioJsonSchema } from '../../scenario/schema.js';
import { vocabulary } from '../catalog.js';
import type { CliEnvironment } from '../environment.js';

/** `chaos schema`: what editors need to complete and check a file while it is written. */
export async function schema(kind: 'scenario' | 'cluster', environment: CliEnvironment): Promise<ExitCode> {
  const document = kind === 'scenario' ? scenarioJsonSchema(vocabulary()) : clusterJsonSchema();
  environment.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  return ExitCode.ok;
}
