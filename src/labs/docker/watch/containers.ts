import { changePrinter } from '../../nodes/watch/print-changes.js';
import { labContainers } from '../docker.js';
import { HOST_LABEL, LAB_LABEL } from '../names.js';
import { follow } from './follow.js';

/** Docker's events and states, in the words of the observers. */
const STATES: Readonly<Record<string, string>> = {
  start: 'running',
  unpause: 'running',
  running: 'running',
  pause: 'paused',
  paused: 'paused',
  die: 'stopped',
  exited: 'stopped',
  created: 'stopped',
  dead: 'stopped',
};

/** Prints which containers of the lab run: each of Docker's events, after the present states. */
export async function watchContainers(): Promise<void> {
  const print = changePrinter();
  const tell = (host: string, word: string) => {
    const state = STATES[word];
    if (state !== undefined && host !== '') {
      print(new Map([[`container:${host}`, state]]));
    }
  };
  follow(containerEvents(), (line) => {
    const [word = '', host = ''] = line.split('\t');
    tell(host, word);
  });
  for (const { host, state } of await labContainers()) {
    tell(host, state);
  }
}

/** Prints the event and the host of each change to a container, separated by a tab. */
export function containerEvents(): string[] {
  const format = `{{.Action}}\t{{index .Actor.Attributes "${HOST_LABEL}"}}`;
  const filters = ['type=container', `label=${LAB_LABEL}`];
  return ['docker', 'events', ...filters.flatMap((filter) => ['--filter', filter]), '--format', format];
}
