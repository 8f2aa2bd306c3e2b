/** What the process tells its caller; fixed by the command contract (docs/commands.md). */
export const ExitCode = {
  /** Ran, and every expectation held. */
  ok: 0,
  /** Ran, and an expectation failed, a regression was found, or a verdict is unknown. */
  failed: 1,
  /** The command line, scenario or cluster file is wrong; nothing was touched. */
  usage: 2,
  /** Refused before anything was touched: preflight, safety guard, an unhealed journal. */
  refused: 3,
  /** The run broke off; the cluster was healed. */
  brokeOff: 4,
  /** Something could not be healed. */
  unhealed: 5,
  /** Interrupted by the user; healed. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
