import { loadCluster } from '../../cluster/loader.js';
import { ChaosError, messageOf, ProblemsError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { openHosts } from '../../hosts/open-hosts.js';
import type { Host, HostDescription } from '../../hosts/types.js';
import type { Plan } from '../../plan/types.js';
import { type HostClock, readHostClock } from '../../run/host-clocks.js';
import { hostKinds } from '../catalog.js';
import type { CliEnvironment } from '../environment.js';
import { clusterSources, labOf, prepare } from '../prepare.js';
import { findScenario, shippedScenarios } from '../scenario-files.js';
import { type SudoNeeds, sudoersFile, sudoNeeds } from '../sudoers.js';

export interface DoctorOptions {
  readonly cluster?: string;
  readonly scenario?: string;
  readonly sudoers?: boolean;
}

export interface Finding {
  readonly ok: boolean;
  readonly subject: string;
  readonly text: string;
}

/** Directories where a login without root does not look for programs. */
const WHERE = 'PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"; command -v "$1"';

/**
 * Whether each host of a cluster can be reached, how its clock stands, and what sudo does not allow there that the
 * scenarios need. Only asks; nothing is changed.
 */
export async function hostFindings(
  options: DoctorOptions,
  environment: CliEnvironment,
): Promise<readonly Finding[]> {
  const { needs, hosts } = await needsOf(options, environment);
  const opened = openHosts(hostKinds(environment.env));
  try {
    const findings = await Promise.all(
      Object.values(hosts).map(async (description) => {
        const subject = `host ${description.name}`;
        try {
          const host = await opened.open(description);
          const own = needs.find(({ host: name }) => name === host.name);
          return [
            { ok: true, subject, text: `reached${clockWords(await readHostClock(host))}` },
            ...(own === undefined ? [] : await sudoFindings(host, own)),
          ];
        } catch (error) {
          return [{ ok: false, subject, text: withHint(error) }];
        }
      }),
    );
    return findings.flat();
  } finally {
    await opened.closeAll();
  }
}

/** `chaos doctor --sudoers`: one file for each host whose commands go through sudo. */
export async function printSudoers(options: DoctorOptions, environment: CliEnvironment): Promise<ExitCode> {
  if (options.cluster === undefined) {
    throw new ChaosError('CLUSTER_NEEDED', 'what sudo must allow depends on the cluster', {
      hint: 'chaos doctor --sudoers --cluster FILE [--scenario FILE]',
    });
  }
  const { needs } = await needsOf(options, environment);
  if (needs.length === 0) {
    environment.stdout.write('# no host of this cluster is reached with `become: sudo`\n');
    return ExitCode.ok;
  }
  const opened = openHosts(hostKinds(environment.env));
  try {
    for (const need of needs) {
      const login = loginOf(await opened.open(need.description));
      const user = (await login.exec(['id', '-un'])).stdout.trim();
      environment.stdout.write(`${sudoersFile(need, user, await programsOf(need, login))}\n`);
    }
  } finally {
    await opened.closeAll();
  }
  return ExitCode.ok;
}

async function programsOf(need: SudoNeeds, login: Host): Promise<Readonly<Record<string, string>>> {
  const names = [...new Set(need.commands.map(([program = '']) => program))];
  const found = await Promise.all(
    names.map(async (name) => {
      const { stdout } = await login.exec(['sh', '-c', WHERE, 'where', name]);
      return stdout.startsWith('/') ? [[name, stdout.trim()] as const] : [];
    }),
  );
  return Object.fromEntries(found.flat());
}

async function needsOf(
  options: DoctorOptions,
  environment: CliEnvironment,
): Promise<{
  readonly needs: readonly SudoNeeds[];
  readonly hosts: Readonly<Record<string, HostDescription>>;
}> {
  const sources = { ...clusterSources(environment), overrides: [] };
  const { value: cluster } = await loadCluster(options.cluster ?? '', sources);
  const { controls, hosts } = labOf(cluster).describe(cluster);
  const plans = await Promise.all(
    (await scenarioFiles(options.scenario, environment.cwd)).map(async (file): Promise<Plan[]> => {
      try {
        const prepared = await prepare(file, { cluster: options.cluster ?? '', set: [] }, environment);
        return [prepared.plan(prepared.lab.describe(prepared.cluster))];
      } catch (error) {
        // One that does not fit this cluster needs nothing of it; one that was asked for must fit.
        if (options.scenario !== undefined) {
          throw error;
        }
        return [];
      }
    }),
  );
  const live = cluster.lab === undefined;
  return {
    needs: sudoNeeds(plans.flat(), Object.values(controls.watch ?? {}).flat()),
    hosts: live ? hosts : {},
  };
}

/** Asks sudo itself; `-l` runs nothing. */
async function sudoFindings(host: Host, need: SudoNeeds): Promise<Finding[]> {
  const login = loginOf(host);
  const refused: string[] = [];
  for (const argv of need.commands) {
    const { exitCode } = await login.exec(['sudo', '-n', '-l', '--', ...argv]);
    if (exitCode !== 0) {
      refused.push(argv.join(' '));
    }
  }
  const subject = `sudo on ${host.name}`;
  const [first, ...others] = refused;
  return [
    first === undefined
      ? { ok: true, subject, text: `allows all ${need.commands.length} commands` }
      : {
          ok: false,
          subject,
          text: `does not allow \`${first.split('\n')[0]}\`${others.length === 0 ? '' : ` and ${others.length} more`} (chaos doctor --sudoers prints what it must)`,
        },
  ];
}

function loginOf(host: Host): Host {
  return host.asLoginUser ?? host;
}

function clockWords(clock: HostClock | undefined): string {
  return clock === undefined
    ? ''
    : `, its clock ${clock.offsetMs >= 0 ? '+' : ''}${clock.offsetMs.toFixed(1)} ms ± ${clock.errorMs.toFixed(1)} ms`;
}

/** The one that was asked for, or those that are shipped. */
export async function scenarioFiles(asked: string | undefined, cwd: string): Promise<readonly string[]> {
  return asked === undefined ? shippedScenarios() : [await findScenario(asked, cwd)];
}

export function withHint(error: unknown): string {
  if (error instanceof ProblemsError) {
    return error.problems.map(({ message }) => message).join('; ');
  }
  const hint = error instanceof ChaosError && error.hint !== undefined ? ` (${error.hint})` : '';
  return `${messageOf(error)}${hint}`;
}
