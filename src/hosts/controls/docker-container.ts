import type { Action, Check, Step } from '../types.js';
import { check, script, step } from './steps.js';

export interface DockerContainer {
  kill(): Action;
  stop(graceMs: number): Action;
  pause(): Action;
  restart(graceMs: number): Action;
}

/** What `docker` takes beyond the time it gives the container. */
const PATIENCE_MS = 20_000;

/**
 * A container of a machine that runs Docker.
 * @param on the host whose Docker it is
 */
export function dockerContainer(on: string, container: string): DockerContainer {
  const is = (state: string): Check =>
    check(
      on,
      ['docker', 'inspect', '--format', '{{.State.Status}}', container],
      `the container ${container} on ${on} is ${state}`,
      `^${state}$`,
    );
  const docker = (words: readonly string[], verb: string): Step =>
    step(on, ['docker', ...words, container], `${verb} the container ${container} on ${on}`);
  const around = { preflight: [is('running')], recovered: is('running') };
  const start = docker(['start'], 'start');
  const grace = (graceMs: number) => ['--time', String(Math.ceil(graceMs / 1000))];
  const patient = (one: Step, graceMs: number): Step => ({ ...one, timeoutMs: graceMs + PATIENCE_MS });
  return {
    kill: () => ({
      ...around,
      inject: [docker(['kill'], 'kill')],
      undo: [start],
      effective: is('exited'),
    }),
    stop: (graceMs) => ({
      ...around,
      inject: [patient(docker(['stop', ...grace(graceMs)], 'stop'), graceMs)],
      undo: [start],
      effective: is('exited'),
    }),
    pause: () => ({
      ...around,
      inject: [docker(['pause'], 'freeze')],
      // Docker refuses to unpause a container that is not paused.
      undo: [
        step(
          on,
          script('docker unpause "$1" 2>/dev/null || docker exec "$1" true', container),
          `let the container ${container} on ${on} go on`,
        ),
      ],
      effective: is('paused'),
    }),
    restart: (graceMs) => ({
      ...around,
      inject: [patient(docker(['restart', ...grace(graceMs)], 'restart'), graceMs)],
      undo: [start],
      effective: is('running'),
    }),
  };
}
