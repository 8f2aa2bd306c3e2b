import { constants } from 'node:os';
import type { ClientChannel } from 'ssh2';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import type { ExecResult, HeldCommand } from '../types.js';
import { commandLine, findStart } from './command-line.js';
import { unreachable } from './dial.js';
import type { SshLink, StartedLine } from './link.js';

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const KEPT_STDERR_CHARACTERS = 64 * 1024;
const NOT_FOUND = 127;
/** How long a command that was told to end may take before nobody waits for it any more. */
const LAST_WORDS_MS = 2_000;
/** `sudo -n` says one of these when it may not run the command. */
const SUDO_REFUSAL = /^sudo: (a password is required|.* not allowed|.*terminal is required)/m;
const SUDO_NOT_FOUND = /^sudo: .*: command not found/m;

export interface RemoteArguments {
  /** The host, for messages. */
  readonly name: string;
  readonly prefix: readonly string[];
  readonly argv: readonly string[];
}

/** A command on its way on another machine. */
export interface RemoteCommand {
  readonly command: RemoteArguments;
  readonly channel: ClientChannel;
  /** @throws ChaosError HOST_UNREACHABLE, COMMAND_NOT_FOUND, SUDO_REFUSED */
  readonly ended: Promise<{ readonly exitCode: number; readonly stderr: string }>;
  /** Known from the moment it runs. */
  pid(): number | undefined;
}

/** Starts a command; its output is to be read from then on. */
export async function startRemote(
  link: SshLink,
  command: RemoteArguments,
  signal: AbortSignal,
): Promise<RemoteCommand> {
  const started = await link.start(commandLine(command.prefix, command.argv), signal);
  const { channel } = started;
  const stderr = keepTail(channel);
  const ended = started.ended.then((exitCode) => verdictOn(command, exitCode, stderr.text()));
  channel.end();
  return { command, channel, ended, pid: () => findStart(stderr.text())?.pid };
}

export interface RunOptions {
  /** Connecting included. */
  readonly timeoutMs: number;
  readonly input?: string | Uint8Array;
  readonly signal?: AbortSignal;
}

/**
 * Runs a command to its end.
 * @throws ChaosError HOST_UNREACHABLE, COMMAND_NOT_FOUND, COMMAND_TIMED_OUT, SUDO_REFUSED, OUTPUT_TOO_LONG
 */
export async function runRemote(
  link: SshLink,
  command: RemoteArguments,
  options: RunOptions,
): Promise<ExecResult> {
  const startedMs = performance.now();
  const stopping = stoppingSignal(options);
  let started: StartedLine;
  try {
    started = await link.start(commandLine(command.prefix, command.argv), stopping);
  } catch (error) {
    if (options.signal?.aborted) {
      return killed(startedMs, '', '');
    }
    throw error;
  }
  const running = listenTo(command, started);
  started.channel.end(options.input ?? '');
  return resultOf(link, running, startedMs, stopping, options.signal);
}

/** How long a command that is to be held may take to start. */
const HOLD_START_MS = 30_000;

/**
 * Starts a command that waits for a word.
 * @param line runs `command` once it reads a line
 * @throws ChaosError HOST_UNREACHABLE
 */
export async function holdRemote(
  link: SshLink,
  command: RemoteArguments,
  line: string,
  options: Omit<RunOptions, 'signal'>,
): Promise<HeldCommand> {
  const started = await link.start(line, AbortSignal.timeout(HOLD_START_MS));
  const { channel, ended } = started;
  const running = listenTo(command, started);
  let waits = true;
  const noMore = () => {
    waits = false;
  };
  // Told of by whoever lets it go.
  ended.then(noMore, noMore);
  channel.on('error', noMore);
  return {
    waits: () => waits,
    go: () => {
      noMore();
      const startedMs = performance.now();
      channel.write('\n');
      channel.end(options.input ?? '');
      return resultOf(link, running, startedMs, stoppingSignal(options));
    },
    drop: () => {
      noMore();
      channel.end();
    },
  };
}

function stoppingSignal({ timeoutMs, signal }: RunOptions): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
}

/** A command whose output is being kept. */
interface Heard {
  readonly command: RemoteArguments;
  readonly started: StartedLine;
  readonly stderr: { text(): string };
  stdout(): string;
  outputBytes(): number;
}

function listenTo(command: RemoteArguments, started: StartedLine): Heard {
  const stdout: Buffer[] = [];
  let outputBytes = 0;
  started.channel.on('data', (chunk: Buffer) => {
    outputBytes += chunk.length;
    if (outputBytes <= MAX_OUTPUT_BYTES) {
      stdout.push(chunk);
    }
  });
  return {
    command,
    started,
    stderr: keepTail(started.channel),
    stdout: () => Buffer.concat(stdout).toString(),
    outputBytes: () => outputBytes,
  };
}

async function resultOf(
  link: SshLink,
  { command, started, stderr, stdout, outputBytes }: Heard,
  startedMs: number,
  stopping: AbortSignal,
  interrupt?: AbortSignal,
): Promise<ExecResult> {
  const exitCode = await Promise.race([started.ended, whenAborted(stopping)]);
  if (exitCode === 'aborted') {
    endEarly(link, command, started.channel, stderr.text());
    if (interrupt?.aborted) {
      return killed(startedMs, stdout(), withoutNotice(stderr.text()));
    }
    throw timedOut(command);
  }
  const verdict = verdictOn(command, exitCode, stderr.text());
  if (outputBytes() > MAX_OUTPUT_BYTES) {
    throw new ChaosError('OUTPUT_TOO_LONG', `\`${shown(command)}\` printed more than 16 MiB`, {
      where: command.name,
      exitCode: ExitCode.brokeOff,
    });
  }
  return {
    exitCode: verdict.exitCode,
    stderr: verdict.stderr,
    stdout: stdout(),
    durationMs: performance.now() - startedMs,
  };
}

/** Tells a command to end, and lets go of it if it does not. */
export async function stopRemote(link: SshLink, running: RemoteCommand, signal: 'TERM'): Promise<void> {
  const { channel, command } = running;
  const pid = running.pid();
  if (pid !== undefined) {
    await sendSignal(link, command, pid, signal);
  }
  // What nobody reads any more would keep the channel open.
  channel.resume();
  const patience = AbortSignal.timeout(LAST_WORDS_MS);
  const ended = running.ended.then(
    () => 'ended' as const,
    () => 'ended' as const,
  );
  if ((await Promise.race([ended, whenAborted(patience)])) === 'aborted') {
    channel.close();
  }
}

/** Not waited for: the host may be out of reach. */
function endEarly(link: SshLink, command: RemoteArguments, channel: ClientChannel, stderr: string): void {
  const pid = findStart(stderr)?.pid;
  if (pid === undefined) {
    channel.close();
  } else {
    void sendSignal(link, command, pid, 'KILL').finally(() => channel.close());
  }
}

/**
 * To the process group of the login shell, which the command took over. Under `sudo` the user who logged in may
 * not do that; where sudo does not allow it either, the command goes on until it ends by itself.
 */
async function sendSignal(
  link: SshLink,
  { prefix }: RemoteArguments,
  pid: number,
  signal: 'TERM' | 'KILL',
): Promise<void> {
  const argv = ['kill', `-${signal}`, '--', `-${pid}`];
  try {
    const patience = AbortSignal.timeout(LAST_WORDS_MS);
    const { channel, ended } = await link.start(commandLine(prefix, argv), patience);
    channel.resume();
    channel.end();
    await Promise.race([ended, whenAborted(patience)]);
  } catch {
    // The host is out of reach: its side of the connection ends by itself.
  }
}

function keepTail(channel: ClientChannel): { text(): string } {
  let kept = '';
  channel.stderr.on('data', (chunk: Buffer) => {
    kept += chunk.toString();
    if (kept.length > 2 * KEPT_STDERR_CHARACTERS) {
      // The notice of the start comes first, and is needed as long as the command runs.
      const start = findStart(kept);
      kept = `${start === undefined ? '' : `chaos-pid=${start.pid}\n`}${kept.slice(-KEPT_STDERR_CHARACTERS)}`;
    }
  });
  return { text: () => kept };
}

function verdictOn(
  command: RemoteArguments,
  exitCode: number | undefined,
  stderr: string,
): { readonly exitCode: number; readonly stderr: string } {
  const { name, prefix, argv } = command;
  if (exitCode === undefined) {
    throw unreachable(name, `the connection was lost while \`${shown(command)}\` ran`);
  }
  const hasStarted = findStart(stderr) !== undefined;
  const usesSudo = prefix.length > 0;
  if ((exitCode === NOT_FOUND && !hasStarted) || (usesSudo && SUDO_NOT_FOUND.test(stderr))) {
    const missing = usesSudo && !hasStarted ? prefix[0] : argv[0];
    throw new ChaosError('COMMAND_NOT_FOUND', `there is no program \`${missing}\` that can be run`, {
      where: name,
      hint: 'install it there, or check the PATH of the user that commands run as',
      exitCode: ExitCode.refused,
    });
  }
  if (usesSudo && SUDO_REFUSAL.test(stderr)) {
    throw new ChaosError('SUDO_REFUSED', `sudo does not run \`${argv.join(' ')}\` without a password`, {
      where: name,
      hint: '`chaos doctor --sudoers` prints what the sudoers file of the host must allow',
      exitCode: ExitCode.refused,
    });
  }
  return { exitCode, stderr: withoutNotice(stderr).slice(-KEPT_STDERR_CHARACTERS) };
}

function withoutNotice(stderr: string): string {
  return findStart(stderr)?.rest ?? stderr;
}

function killed(startedMs: number, stdout: string, stderr: string): ExecResult {
  return {
    exitCode: 128 + constants.signals.SIGKILL,
    stdout,
    stderr,
    durationMs: performance.now() - startedMs,
  };
}

function timedOut(command: RemoteArguments): ChaosError {
  return new ChaosError('COMMAND_TIMED_OUT', `\`${shown(command)}\` did not end in time`, {
    where: command.name,
    exitCode: ExitCode.brokeOff,
  });
}

function shown({ argv }: RemoteArguments): string {
  return argv.join(' ');
}

function whenAborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve('aborted');
    }
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}
