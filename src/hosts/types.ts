/**
 * A place where commands run. Implementations live beside this file, one a file, and are registered in
 * cli/catalog.ts; test/hosts/contract.ts holds them all to the same behaviour.
 */
export interface Host {
  readonly name: string;
  /** Enough to open the same host again in another process, without secrets. */
  readonly description: HostDescription;
  /**
   * Runs a command to its end. A non-zero exit code is a result, not an error.
   * @param argv the program and its arguments; never joined into a shell line
   * @throws ChaosError HOST_UNREACHABLE, COMMAND_NOT_FOUND, COMMAND_TIMED_OUT
   */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Starts a command whose output is read line by line while it runs. */
  stream(argv: readonly string[], options?: StreamOptions): CommandStream;
  /**
   * Starts a command that waits for a word before it does anything. Absent where that saves no time.
   * @param enter words that lead to where the command runs, and may run at once
   * @throws ChaosError HOST_UNREACHABLE
   */
  hold?(argv: readonly string[], options?: HoldOptions, enter?: readonly string[]): Promise<HeldCommand>;
  /** Writes a file whole; `mode` as in chmod, 0o644 unless given. */
  upload(content: string | Uint8Array, path: string, mode?: number): Promise<void>;
  close(): Promise<void>;
  /** The same host as whoever logs in there, where other commands run as root: for what needs no rights. */
  readonly asLoginUser?: Host;
}

export interface ExecOptions {
  /** 30 s unless given; the command is killed when it is over. */
  readonly timeoutMs?: number;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

export type HoldOptions = Pick<ExecOptions, 'timeoutMs' | 'input'>;

/** A command that has been started and waits. */
export interface HeldCommand {
  /** Whether it still does: what ended meanwhile was never begun, and may be run anew. */
  waits(): boolean;
  /** Lets it begin. Time-out and duration count from here; else as {@link Host.exec}. */
  go(): Promise<ExecResult>;
  /** Ends it without its having done anything. */
  drop(): void;
}

export interface StreamOptions {
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
}

export interface CommandStream {
  /** Lines of standard output without their line ends. Ends when the command ends. */
  readonly lines: AsyncIterable<string>;
  /** The exit code, and standard error (its last 64 KiB). Never rejects because of a signal. */
  readonly ended: Promise<{ readonly exitCode: number; readonly stderr: string }>;
  stop(): Promise<void>;
}

/** How to open a host, as plain data: written to the recovery journal, read by `chaos heal`. */
export interface HostDescription {
  readonly kind: string;
  readonly name: string;
  readonly [detail: string]: unknown;
}

/** Opens hosts of one kind from their description. */
export interface HostKind {
  readonly kind: string;
  readonly summary: string;
  open(description: HostDescription, openOther: OpenHost): Promise<Host>;
}

export type OpenHost = (description: HostDescription) => Promise<Host>;

/** One command on one host, as data. */
export interface Step {
  /** A name that the plan's host table knows. */
  readonly host: string;
  readonly argv: readonly string[];
  /** What it does, for people, for example `pull the cable of cluster1's external NIC`. */
  readonly description: string;
  readonly timeoutMs?: number;
  readonly input?: string;
}

/** A question about the cluster, as data: holds when the command exits 0 and its output matches. */
export interface Check extends Step {
  /** A regular expression over standard output; without it the exit code alone decides. */
  readonly stdoutMatches?: string;
  /** How long it is waited for, where the usual time is too short. */
  readonly withinMs?: number;
  /** For an effect: a host that was cut off, and answers nothing any more, shows it too. */
  readonly holdsWhenCutOff?: true;
  /** For a preflight: what the refusal is called where it does not hold, and what to do about it. */
  readonly refusal?: Refusal;
}

export interface Refusal {
  /** As an error's, for example `ARRAY_NOT_WHOLE`. */
  readonly code: string;
  readonly hint: string;
}

/**
 * Something that can be done and undone. The undo is idempotent, complete in itself, and known before
 * anything is done, so that it can be journalled first and replayed by another process.
 */
export interface Action {
  /** What the host must have at all; asked of every host that could be hit, before the run begins. */
  readonly needs?: readonly Check[];
  /**
   * Hosts that it may cut off from us, or make too busy to answer. Those that are reached by ssh are given a timer
   * first, which undoes it there should we never come back.
   */
  readonly mayCutOff?: readonly string[];
  /** What must hold before; each failing check refuses the action with its description. */
  readonly preflight: readonly Check[];
  readonly inject: readonly Step[];
  readonly undo: readonly Step[];
  /** Holds once the action took effect. */
  readonly effective: Check;
  /** Holds once the undo has restored what was there. */
  readonly recovered: Check;
  /** What must hold too before it counts as healed, for example on the clients of what was hit. */
  readonly alsoRecovered?: readonly Check[];
  /** Puts back what was set for the recovery alone; done after it, however it ended. Idempotent like the undo. */
  readonly afterwards?: readonly Step[];
}
