import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadCluster } from '../../cluster/loader.js';
import type { Cluster } from '../../cluster/types.js';
import { ChaosError, messageOf, ProblemsError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { localHost } from '../../hosts/local.js';
import { leftJournals } from '../../run/journal.js';
import { loadScenario } from '../../scenario/loader.js';
import { engines, vocabulary } from '../catalog.js';
import { type CliEnvironment, stateDirOf } from '../environment.js';
import { packageRoot } from '../package-root.js';
import { clusterSources, prepare } from '../prepare.js';

interface Finding {
  readonly ok: boolean;
  readonly subject: string;
  readonly text: string;
}

/** `chaos doctor`: what is there, what is not, and what would help. */
export async function doctor(
  options: { readonly cluster?: string },
  environment: CliEnvironment,
): Promise<ExitCode> {
  const findings = [
    ...(await engineFindings()),
    journalFinding(environment),
    ...(options.cluster === undefined ? [] : await frontendFindings(options.cluster, environment)),
    ...(await scenarioFindings(options.cluster, environment)),
  ];
  for (const { ok, subject, text } of findings) {
    environment.stdout.write(`${ok ? 'ok     ' : 'missing'}  ${subject.padEnd(34)}${text}\n`);
  }
  return ExitCode.ok;
}

async function engineFindings(): Promise<Finding[]> {
  const host = localHost('local');
  return Promise.all(
    Object.values(engines).map(async (engine) => {
      const subject = `engine ${engine.name}`;
      try {
        await engine.preflight(host);
        return { ok: true, subject, text: engine.summary };
      } catch (error) {
        return { ok: false, subject, text: withHint(error) };
      }
    }),
  );
}

function journalFinding(environment: CliEnvironment): Finding {
  const left = leftJournals(stateDirOf(environment)).filter((journal) => !journal.inUse);
  return {
    ok: left.length === 0,
    subject: 'recovery journal',
    text: left.length === 0 ? 'nothing to heal' : `${left.length} left by interrupted runs: chaos heal`,
  };
}

/** A live cluster's frontends are asked once each; a lab's exist only while it is up. */
async function frontendFindings(name: string, environment: CliEnvironment): Promise<Finding[]> {
  const { value: cluster } = await loadCluster(name, { ...clusterSources(environment), overrides: [] });
  if (cluster.lab !== undefined) {
    return [{ ok: true, subject: `cluster ${cluster.name}`, text: `brought up by lab ${cluster.lab}` }];
  }
  return Promise.all(Object.values(cluster.frontends).map((frontend) => askOnce(frontend)));
}

async function askOnce({ name, url }: Cluster['frontends'][string]): Promise<Finding> {
  const patienceMs = 2_000;
  const subject = `frontend ${name}`;
  try {
    const response = await fetch(url ?? '', {
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    await response.body?.cancel();
    return { ok: true, subject, text: `${url} answers ${response.status}` };
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { ok: false, subject, text: `${url}: ${messageOf(cause)}` };
  }
}

async function scenarioFindings(
  cluster: string | undefined,
  environment: CliEnvironment,
): Promise<Finding[]> {
  const folder = join(packageRoot(), 'scenarios');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return Promise.all(
    files.sort().map(async (file) => {
      const path = join(folder, file);
      const subject = `scenario ${file.replace('.yaml', '')}`;
      try {
        const { value } = await loadScenario(path, vocabulary(), []);
        const on = cluster ?? value.cluster;
        const prepared = await prepare(path, { cluster: on, set: [] }, environment);
        prepared.plan(prepared.lab.describe(prepared.cluster));
        return { ok: true, subject, text: `can run on ${on}` };
      } catch (error) {
        return { ok: false, subject, text: withHint(error) };
      }
    }),
  );
}

function withHint(error: unknown): string {
  if (error instanceof ProblemsError) {
    return error.problems.map(({ message }) => message).join('; ');
  }
  const hint = error instanceof ChaosError && error.hint !== undefined ? ` (${error.hint})` : '';
  return `${messageOf(error)}${hint}`;
}
