import type { Bricks } from './bricks.js';
import type { Keeper } from './keeper.js';
import type { Cable } from './network/cable.js';
import type { Switch } from './network/switch.js';
import type { LabPlan } from './plan.js';
import type { StateBoard } from './state-board.js';

/** What an operator's command can reach. */
export interface LabParts {
  readonly plan: LabPlan;
  readonly network: Switch;
  readonly keeper: Keeper;
  readonly bricks: Bricks;
  readonly board: StateBoard;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The host of what concerns the lab as a whole. */
export const LAB_HOST = 'lab';
export const COMMAND_NOT_FOUND = 127;

/** A command that cannot be carried out; its message is printed as standard error. */
class Refusal extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

type Command = (parts: LabParts, host: string, args: readonly string[]) => string | Promise<string>;

const COMMANDS: Readonly<Record<string, Command>> = {
  true: () => '',
  'cable unplug': (parts, host, [network]) => plug(parts, host, network, false),
  'cable plug': (parts, host, [network]) => plug(parts, host, network, true),
  'cable state': (parts, host, [network]) =>
    cableOf(parts, host, network).plugged ? 'plugged' : 'unplugged',
  'link delay': ({ network, ...parts }, host, [name, delayMs, jitterMs]) => {
    network.setDelay(cableOf({ network, ...parts }, host, name), amount(delayMs), amount(jitterMs));
    return '';
  },
  'link limit': ({ network, ...parts }, host, [name, limit]) => {
    const bytesPerSecond = limit === 'none' ? undefined : amount(limit);
    network.setLimit(cableOf({ network, ...parts }, host, name), bytesPerSecond);
    return '';
  },
  'link state': (parts, host, [name]) => {
    const { delayMs, jitterMs, bytesPerSecond } = cableOf(parts, host, name);
    return `delay ${delayMs} jitter ${jitterMs} limit ${bytesPerSecond ?? 'none'}`;
  },
  'container kill': killNode,
  'container stop': async (parts, host, [graceMs]) => {
    await parts.keeper.stop(nodeOf(parts, host), amount(graceMs));
    return '';
  },
  'container pause': pauseNode,
  'container unpause': unpauseNode,
  'container start': startNode,
  'container state': (parts, host) => parts.keeper.stateOf(nodeOf(parts, host)),
  'container answers': answers,
  'process kill': killNode,
  'process pause': pauseNode,
  'process continue': unpauseNode,
  'process start': startNode,
  'process state': (parts, host) => parts.keeper.stateOf(nodeOf(parts, host)),
  'process answers': answers,
  'brick down': (parts, host) => {
    parts.bricks.takeAway(brickOf(parts, host), 'down');
    return '';
  },
  'brick up': async (parts, host) => {
    await parts.bricks.bringBack(brickOf(parts, host), 'down');
    return '';
  },
  'brick state': (parts, host) =>
    `${parts.board.get(`brick:${brickOf(parts, host)}`)} pending ${parts.bricks.pending(host)}`,
  'balancer maint': (parts, host, [server]) => administer(parts, host, 'maint', server),
  'balancer drain': (parts, host, [server]) => administer(parts, host, 'drain', server),
  'balancer ready': (parts, host, [server]) => administer(parts, host, 'ready', server),
  'balancer state': administrativeState,
};

/** Commands whose output goes on: the kind of subject that each one watches. */
export const WATCHES: Readonly<Record<string, string>> = {
  'watch addresses': 'vip',
  'watch containers': 'container',
  'watch bricks': 'brick',
  'watch files': 'files',
  'watch links': 'nic',
};

/** The first words of a command, by which it is known. */
export function commandName(argv: readonly string[]): string {
  return argv.slice(0, 2).join(' ');
}

export async function runCommand(
  parts: LabParts,
  host: string,
  argv: readonly string[],
): Promise<CommandResult> {
  const command = COMMANDS[commandName(argv)];
  try {
    if (command === undefined) {
      throw new Refusal(`there is no command \`${argv.join(' ')}\` in the embedded lab`, COMMAND_NOT_FOUND);
    }
    const output = await command(parts, host, argv.slice(2));
    return { exitCode: 0, stdout: output === '' ? '' : `${output}\n`, stderr: '' };
  } catch (error) {
    if (error instanceof Refusal) {
      return { exitCode: error.exitCode, stdout: '', stderr: `${error.message}\n` };
    }
    return { exitCode: 1, stdout: '', stderr: `${String(error)}\n` };
  }
}

function cableOf(parts: LabParts, host: string, network: string | undefined): Cable {
  const cable = network === undefined ? undefined : parts.network.cable(host, network);
  if (cable === undefined) {
    const networks = parts.plan.cables.filter((one) => one.host === host).map((one) => one.network);
    throw new Refusal(`${host} has no NIC on network ${network}; it has: ${networks.join(', ') || 'none'}`);
  }
  return cable;
}

function plug(parts: LabParts, host: string, network: string | undefined, plugged: boolean): string {
  parts.network.setPlugged(cableOf(parts, host, network), plugged);
  return '';
}

function nodeOf({ plan }: LabParts, host: string): string {
  if (![...plan.directors, ...plan.webServers].some((node) => node.name === host)) {
    throw new Refusal(`${host} has no process of its own in the embedded lab`);
  }
  return host;
}

async function killNode(parts: LabParts, host: string): Promise<string> {
  await parts.keeper.kill(nodeOf(parts, host));
  return '';
}

function pauseNode(parts: LabParts, host: string): string {
  if (parts.keeper.stateOf(nodeOf(parts, host)) === 'stopped') {
    throw new Refusal(`the process of ${host} does not run`);
  }
  parts.keeper.pause(host);
  return '';
}

function unpauseNode(parts: LabParts, host: string): string {
  parts.keeper.resume(nodeOf(parts, host));
  return '';
}

async function startNode(parts: LabParts, host: string): Promise<string> {
  await parts.keeper.start(nodeOf(parts, host));
  return '';
}

async function answers(parts: LabParts, host: string): Promise<string> {
  const state = parts.keeper.stateOf(nodeOf(parts, host));
  const answer = state === 'running' ? await parts.keeper.ask(host, ['ping']) : undefined;
  if (answer === undefined) {
    throw new Refusal(`the process of ${host} (${state}) does not answer`);
  }
  return 'answers';
}

function brickOf({ bricks }: LabParts, host: string): string {
  if (!bricks.has(host)) {
    throw new Refusal(`${host} has no brick`);
  }
  return host;
}

async function administer(
  { keeper, plan }: LabParts,
  host: string,
  mode: 'maint' | 'drain' | 'ready',
  server: string | undefined,
): Promise<string> {
  if (!plan.directors.some((director) => director.name === host)) {
    throw new Refusal(`${host} runs no balancer`);
  }
  if (!plan.webServers.some(({ name }) => name === server) || server === undefined) {
    throw new Refusal(`no backend has a server ${server}`);
  }
  if (keeper.stateOf(host) !== 'running') {
    return afterAbsence(keeper, host, mode, server);
  }
  const answer = await keeper.ask(host, [mode, server]);
  if (answer === undefined || !answer.ok) {
    throw new Refusal(answer?.text ?? `the balancer on ${host} does not answer`);
  }
  return '';
}

/** A dead balancer starts with every server ready; a frozen one reads its orders when it goes on. */
function afterAbsence(keeper: Keeper, host: string, mode: string, server: string): string {
  if (keeper.stateOf(host) === 'stopped' && mode !== 'ready') {
    throw new Refusal(`the balancer on ${host} does not run`);
  }
  void keeper.ask(host, [mode, server]);
  return '';
}

/** One word when every running balancer has the server in the same state, else all of them. */
async function administrativeState(
  { keeper, plan }: LabParts,
  host: string,
  [server = '']: readonly string[],
): Promise<string> {
  const asked = plan.directors.filter((director) => host === LAB_HOST || director.name === host);
  const running = asked.filter((director) => keeper.stateOf(director.name) === 'running');
  const answers = await Promise.all(running.map((director) => keeper.ask(director.name, ['state', server])));
  const states = new Set(answers.map((answer) => answer?.text ?? 'unknown'));
  if (states.size === 0) {
    throw new Refusal('no balancer runs');
  }
  return [...states].join(' ');
}

function amount(text: string | undefined): number {
  const value = Number(text);
  if (text === undefined || !Number.isFinite(value) || value < 0) {
    throw new Refusal(`${text} is not an amount`);
  }
  return value;
}
