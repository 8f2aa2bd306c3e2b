import { check, script, step } from '../hosts/controls/steps.js';
import type { Action } from '../hosts/types.js';
import { hasProgram } from './has-program.js';

/** The rules of one host, in the words of nft. */
export interface PacketFilter {
  readonly host: string;
  readonly incoming: readonly string[];
  readonly outgoing: readonly string[];
}

interface Filtering {
  /** The host that is hit. */
  readonly host: string;
  /** The host's own first. */
  readonly filters: readonly PacketFilter[];
  /** A name that nobody else uses: made whole, removed whole, no other is touched. */
  readonly table: string;
  /** What is said of it. */
  readonly words: {
    whole(where: string): string;
    readonly cut: string;
    readonly isCut: string;
    readonly undo: string;
    readonly isWhole: string;
  };
}

/** Drops packets by a table of nftables of its own, on every host that has rules; links stay up. */
export function filtered({ host, filters, table, words }: Filtering): Action {
  const nft = (where: string, input: string, description: string) => ({
    ...step(where, ['nft', '-f', '-'], description),
    input,
  });
  const none = (where: string, description: string) =>
    check(where, script('! nft list table inet "$1" >/dev/null 2>&1', table), description);
  // Adding it first makes the removal of one that is not there no error.
  const remove = `add table inet ${table}\ndelete table inet ${table}\n`;
  const tables = ['nft', 'list', 'tables'];
  return {
    mayCutOff: filters.map((filter) => filter.host),
    needs: filters.flatMap((filter) => [
      hasProgram(filter.host, 'nft'),
      check(filter.host, tables, `the kernel of ${filter.host} has nftables, and we may use it`),
    ]),
    preflight: filters.map((filter) => none(filter.host, words.whole(filter.host))),
    inject: filters.map((filter) =>
      nft(filter.host, tableText(table, filter), `${words.cut}: filter on ${filter.host}`),
    ),
    undo: filters.map((filter) => nft(filter.host, remove, `${words.undo}: filter off ${filter.host}`)),
    effective: {
      ...check(host, tables, words.isCut, `^table inet ${table}$`),
      holdsWhenCutOff: true,
    },
    recovered: none(host, words.isWhole),
  };
}

function tableText(table: string, { incoming, outgoing }: PacketFilter): string {
  return [
    `table inet ${table} {`,
    ...chain('incoming', 'input', incoming),
    ...chain('outgoing', 'output', outgoing),
    '}',
    '',
  ].join('\n');
}

/** Before connection tracking, so that connections that are there are cut too. */
function chain(name: string, hook: string, rules: readonly string[]): string[] {
  return [`chain ${name} {`, `type filter hook ${hook} priority -300`, ...rules, '}'];
}
