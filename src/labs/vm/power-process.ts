/**
 * The plug and the reset button of the machine, through QEMU's monitor.
 * Usage: power-process.js off | on | reset | state | answers | healthy
 *
 * `state` prints on or off, `answers` yes or no, at once; `healthy` prints yes as soon as everything serves.
 */
import { connect } from 'node:net';
import { messageOf } from '../../core/errors.js';
import { waitUntilHealthy } from './health.js';
import { tellQemu } from './qmp.js';
import { labFiles, requireRunningLab } from './running.js';

const ANSWER_TIMEOUT_MS = 500;

const ORDERS: Readonly<Record<string, () => Promise<string>>> = {
  off: () => tell('stop'),
  on: async () => ((await state()) === 'off' ? tell('system_reset', 'cont') : 'on'),
  reset: () => tell('system_reset'),
  state,
  answers,
  healthy: async () => {
    await waitUntilHealthy(requireRunningLab(), { onProgress: () => {} });
    return 'yes';
  },
};

async function tell(...commands: readonly string[]): Promise<string> {
  await tellQemu(
    labFiles().monitor,
    commands.map((execute) => ({ execute })),
  );
  return state();
}

async function state(): Promise<string> {
  const [status] = await tellQemu(labFiles().monitor, [{ execute: 'query-status' }]);
  return (status as { running: boolean }).running ? 'on' : 'off';
}

/** QEMU accepts connections whatever the machine does: only sshd's own greeting counts. */
function answers(): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(requireRunningLab().sshPort, '127.0.0.1');
    const settle = (answer: string) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => settle('no'));
    socket.once('data', () => settle('yes'));
    socket.once('close', () => settle('no'));
    socket.once('error', () => settle('no'));
  });
}

async function main([order = '']: readonly string[]): Promise<string> {
  const follow = ORDERS[order];
  if (follow === undefined) {
    throw new Error(`usage: ${Object.keys(ORDERS).join('|')}`);
  }
  requireRunningLab();
  return follow();
}

main(process.argv.slice(2)).then(
  (answer) => process.stdout.write(`${answer}\n`),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
