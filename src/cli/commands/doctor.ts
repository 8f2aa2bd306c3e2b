import { basename } from 'node:path';
import { loadCluster } from '../../cluster/loader.js';
import type { Cluster } from '../../cluster/types.js';
import { messageOf } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { localHost } from '../../hosts/local.js';
import { leftJournals } from '../../run/journal.js';
import { loadScenario } from '../../scenario/loader.js';
import { engines, vocabulary } from '../catalog.js';
import { type CliEnvironment, stateDirOf } from '../environment.js';
import { clusterSources, prepare } from '../prepare.js';
import {
  type DoctorOptions,
  type Finding,
  hostFindings,
  printSudoers,
  scenarioFiles,
  withHint,
} from './doctor-hosts.js';

/** `chaos doctor`: what is there, what is not, and what would help. */
export async function doctor(options: DoctorOptions, environment: CliEnvironment): Promise<ExitCode> {
  const { cluster } = options;
  if (options.sudoers) {
    return printSudoers(options, environment);
  }
  const findings = [
    ...(await engineFindings()),
    journalFinding(environment),
    ...(cluster === undefined ? [] : await frontendFindings(cluster, environment)),
    ...(cluster === undefined ? [] : await hostFindings(options, environment)),
    ...(await scenarioFindings(options, environment)),
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
  { cluster, scenario }: DoctorOptions,
  environment: CliEnvironment,
): Promise<Finding[]> {
  return Promise.all(
    (await scenarioFiles(scenario, environment.cwd)).map(async (path) => {
      const subject = `scenario ${basename(path).replace('.yaml', '')}`;
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
