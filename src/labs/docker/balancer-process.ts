/**
 * Tells HAProxy on every director where it runs what to do with a server, or asks it. A director without
 * HAProxy is passed over: it starts with every server ready.
 * Usage: balancer-process.js state|ready|maint|drain PROXY/SERVER,… DIRECTOR,…
 *
 * `state` prints ready, maint or drain where all agree, else all answers.
 */
import { messageOf } from '../../core/errors.js';
import { HAPROXY_SOCKET } from '../nodes/config/haproxy.js';
import { tryDocker } from './docker.js';
import { containerOf } from './names.js';

const ABSENT = 7;
const CSV_STATUS_COLUMN = 17;
const ASK = `pgrep -x haproxy >/dev/null || exit ${ABSENT}; exec socat -t 2 stdio unix-connect:${HAPROXY_SOCKET}`;

/** @returns undefined where HAProxy, or the whole director, does not run */
async function ask(director: string, input: string): Promise<string | undefined> {
  const { exitCode, stdout, stderr } = await tryDocker(
    ['exec', '-i', containerOf(director), 'sh', '-c', ASK],
    { input },
  );
  if (exitCode === ABSENT || /is not running/.test(stderr)) {
    return undefined;
  }
  if (exitCode !== 0) {
    throw new Error(`${director}: ${stderr.trim()}`);
  }
  return stdout;
}

/** As the statistics say it, in the words of the orders. */
function administrativeState(statistics: string, [proxy, server]: readonly string[]): string {
  const rows = statistics.split('\n').map((line) => line.split(','));
  const status = rows.find((row) => row[0] === proxy && row[1] === server)?.[CSV_STATUS_COLUMN] ?? 'unknown';
  const word = /^(MAINT|DRAIN|unknown)/.exec(status)?.[1] ?? 'ready';
  return word.toLowerCase();
}

async function main([order = '', servers = '', directors = '']: readonly string[]): Promise<string> {
  const names = servers.split(',');
  const isQuestion = order === 'state';
  const orders = names.map((name) => `set server ${name} state ${order}`);
  const input = isQuestion ? 'show stat\n' : `${orders.join(';')}\n`;
  const answers = await Promise.all(directors.split(',').map((director) => ask(director, input)));
  const given = answers.filter((answer) => answer !== undefined);
  if (given.length === 0 && order !== 'ready') {
    throw new Error('HAProxy runs on none of the directors');
  }
  if (!isQuestion) {
    const complaint = given.map((answer) => answer.trim()).find((answer) => answer !== '');
    if (complaint !== undefined) {
      throw new Error(complaint);
    }
    return order;
  }
  const states = given.flatMap((answer) => names.map((name) => administrativeState(answer, name.split('/'))));
  return [...new Set(states)].join(' ');
}

main(process.argv.slice(2)).then(
  (answer) => process.stdout.write(`${answer}\n`),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
