const ENTERING = /\(([\w.-]+)\) Entering (MASTER|BACKUP|FAULT) STATE/;
const STOPPED = /Stopped Keepalived|Stopping/;

/**
 * What a line of Keepalived's log says: an instance and its new state, or that all have stopped.
 * @returns undefined for every other line
 */
export function parseVrrpLine(line: string): { readonly vip?: string; readonly state: string } | undefined {
  const [, vip, state] = ENTERING.exec(line) ?? [];
  if (vip !== undefined && state !== undefined) {
    return { vip, state: state.toLowerCase() };
  }
  return STOPPED.test(line) ? { state: 'stopped' } : undefined;
}
