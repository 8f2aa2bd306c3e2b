import { changePrinter } from '../../nodes/watch/print-changes.js';
import { ask } from './ask.js';
import { type ClusterView, clusterStates, parseClusterView } from './cluster-view.js';

const PERIOD_MS = 2_000;
const SCRIPT = 'timeout 5 crm_mon -1 --output-as=xml 2>/dev/null';

/**
 * Polls what each director believes of the cluster: two parts of a split cluster believe different things.
 * @param hosts separated by commas
 */
export function watchPacemaker([hosts = '']: readonly string[]): void {
  const print = changePrinter();
  const views = new Map<string, ClusterView>();
  const known = new Set<string>();
  const unheard = new Set(hosts.split(','));
  const tell = () => {
    if (unheard.size > 0) {
      return;
    }
    const states = clusterStates(views);
    for (const subject of states.keys()) {
      known.add(subject);
    }
    const unknown = [...known].map((subject): [string, string] => [subject, 'unknown']);
    print(views.size === 0 ? new Map(unknown) : new Map([...unknown, ...states]));
  };
  const hear = (host: string, view: ClusterView | undefined) => {
    unheard.delete(host);
    views.delete(host);
    if (view !== undefined) {
      views.set(host, view);
    }
    tell();
  };
  for (const host of unheard) {
    ask({
      host,
      script: SCRIPT,
      periodMs: PERIOD_MS,
      onAnswer: (lines) => hear(host, viewIn(lines)),
      onLost: () => hear(host, undefined),
    });
  }
}

/** Undefined where Pacemaker does not run. */
function viewIn(lines: readonly string[]): ClusterView | undefined {
  try {
    return parseClusterView(lines.join('\n'));
  } catch {
    return undefined;
  }
}
