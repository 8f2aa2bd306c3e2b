import type { Action } from '../types.js';
import { check, script, step } from './steps.js';

/** Services of hosts whose init system is systemd, with the processes of their unit. */
export const systemdUnit = {
  /** Stops it in good order. */
  stop: (host: string, unit: string): Action => ({
    ...around(host, unit),
    inject: [step(host, ['systemctl', 'stop', unit], `stop ${unit} on ${host}`)],
    effective: notActive(host, unit),
  }),
  /** Kills all its processes at once; whether it comes back by itself before recovery is systemd's to decide. */
  kill: (host: string, unit: string): Action => ({
    ...around(host, unit),
    inject: [
      step(
        host,
        script(NOTE_AND_KILL, unit, noteOf(unit)),
        `kill the processes of ${unit} on ${host} (SIGKILL)`,
      ),
    ],
    undo: [step(host, script(START_AND_FORGET, unit, noteOf(unit)), `start ${unit} on ${host}`)],
    effective: check(
      host,
      script(IS_KILLED, unit, noteOf(unit)),
      `the processes of ${unit} on ${host} are gone`,
      '^gone$',
    ),
  }),
  /** Stops its processes where they are. */
  pause: (host: string, unit: string): Action => {
    const states = script(STATES, unit);
    const what = `${unit} on ${host}`;
    return {
      needs: [runsSystemd(host)],
      preflight: [check(host, states, `${what} runs`, '^[^T]')],
      inject: [step(host, ['systemctl', 'kill', '--signal=SIGSTOP', unit], `freeze ${what} (SIGSTOP)`)],
      undo: [step(host, ['systemctl', 'kill', '--signal=SIGCONT', unit], `let ${what} go on (SIGCONT)`)],
      effective: check(host, states, `${what} is frozen`, '^T'),
      recovered: check(host, states, `${what} runs`, '^[^T]'),
    };
  },
};

function around(host: string, unit: string): Pick<Action, 'needs' | 'preflight' | 'undo' | 'recovered'> {
  return {
    needs: [runsSystemd(host)],
    preflight: [active(host, unit)],
    undo: [step(host, ['systemctl', 'start', unit], `start ${unit} on ${host}`)],
    recovered: active(host, unit),
  };
}

function noteOf(unit: string): string {
  return `/run/chaos-killed-${unit}`;
}

/** The main process as it was, since systemd may have started another by the time that we look. */
const NOTE_AND_KILL =
  'systemctl show --property MainPID --value "$1" > "$2" && systemctl kill --signal=SIGKILL "$1"';
const IS_KILLED = '[ -e "/proc/$(cat "$2")" ] && echo there || echo gone';
/** Killed too often, it would be refused a start. */
const START_AND_FORGET = 'rm -f "$2"; systemctl reset-failed "$1" 2>/dev/null; systemctl start "$1"';
/** The state of its main process, as ps has it. */
const STATES = 'ps -o state= -p "$(systemctl show --property MainPID --value "$1")"';

function active(host: string, unit: string) {
  return check(host, ['systemctl', 'is-active', unit], `${unit} is active on ${host}`, '^active$');
}

function notActive(host: string, unit: string) {
  const argv = script('systemctl is-active "$1" || true', unit);
  return check(host, argv, `${unit} is not active on ${host}`, '^(inactive|failed|deactivating)$');
}

function runsSystemd(host: string) {
  return check(host, ['test', '-d', '/run/systemd/system'], `${host} runs systemd`);
}
