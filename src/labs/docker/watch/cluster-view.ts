import { XMLParser } from 'fast-xml-parser';
import { groupBy } from '../../../core/group-by.js';

/** What one node of Pacemaker believes of its cluster. */
export interface ClusterView {
  readonly dc: string | undefined;
  readonly quorum: boolean;
  /** State by node: online, standby, maintenance, pending, unclean or offline. */
  readonly nodes: ReadonlyMap<string, string>;
  /** The hosts that run each resource; a clone's are joined. `failed` ones have failed somewhere. */
  readonly resources: ReadonlyMap<string, { readonly hosts: readonly string[]; readonly failed: boolean }>;
}

type Attributes = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  isArray: (name) => ['node', 'resource', 'group', 'clone'].includes(name),
});

/**
 * Reads what `crm_mon -1 --output-as=xml` prints.
 * @throws Error when it is not that XML, or says that the cluster is not available
 */
export function parseClusterView(xml: string): ClusterView {
  const result = objectIn(parser.parse(xml), 'pacemaker-result');
  const summary = objectIn(result, 'summary');
  const nodes = listIn(objectIn(result, 'nodes'), 'node');
  if (nodes.length === 0) {
    throw new Error('the answer is no state of a cluster');
  }
  const dc = objectIn(summary, 'current_dc');
  return {
    dc: dc.present === 'true' ? String(dc.name) : undefined,
    quorum: dc.with_quorum === 'true',
    nodes: new Map(nodes.map((node) => [String(node.name), nodeState(node)])),
    resources: resourcesIn(objectIn(result, 'resources')),
  };
}

/**
 * The states of the cluster by subject, from all views of it that could be had: more than one where it is split.
 * @param views by the host that has it, that heard last at the end
 */
export function clusterStates(views: ReadonlyMap<string, ClusterView>): Map<string, string> {
  const heard = speakers(views);
  // The part with the most members is right about who is a member; of equal ones always the same is asked.
  const [best] = heard.toSorted(
    ([hostA, a], [hostB, b]) => online(b) - online(a) || hostA.localeCompare(hostB),
  );
  const parts = heard.map(([, view]) => view);
  const names = new Set(parts.flatMap(({ resources }) => [...resources.keys()]));
  return new Map([
    ...[...(best?.[1].nodes ?? [])].map(([node, state]): [string, string] => [`node:${node}`, state]),
    ...[...names].map((id): [string, string] => [`resource:${id}`, resourceState(id, parts)]),
    ['pacemaker:dc', joined(parts.flatMap(({ dc }) => dc ?? [])) || 'none'],
    ['pacemaker:quorum', parts.some(({ quorum }) => quorum) ? 'yes' : 'no'],
  ]);
}

/**
 * One view of each part, which is those that follow one coordinator: its own, since changes go through it, else the
 * newest. The others are of another moment: together they would show a resource that moves on two hosts at once.
 */
function speakers(views: ReadonlyMap<string, ClusterView>): readonly (readonly [string, ClusterView])[] {
  const parts = groupBy([...views], ([host, { dc }]) => dc ?? `none, says ${host}`);
  return [...parts.values()].map(
    (part) => part.find(([host, { dc }]) => host === dc) ?? part.at(-1) ?? part[0],
  );
}

function online({ nodes }: ClusterView): number {
  return [...nodes.values()].filter((state) => state !== 'offline').length;
}

/** Each part of a split cluster speaks for its own members alone. */
function resourceState(id: string, views: readonly ClusterView[]): string {
  const seen = views.flatMap(({ nodes, resources }) => {
    const { hosts = [], failed = false } = resources.get(id) ?? {};
    return [{ hosts: hosts.filter((host) => nodes.get(host) !== 'offline'), failed }];
  });
  return (
    joined(seen.flatMap(({ hosts }) => hosts)) || (seen.some(({ failed }) => failed) ? 'failed' : 'stopped')
  );
}

function joined(names: readonly string[]): string {
  return [...new Set(names)].sort().join('+');
}

function nodeState(node: Attributes): string {
  const isOnline = node.online === 'true';
  const special = ['unclean', 'pending', 'maintenance', 'standby'].find((word) => node[word] === 'true');
  return isOnline ? (special ?? 'online') : 'offline';
}

function resourcesIn(resources: Attributes): Map<string, { hosts: string[]; failed: boolean }> {
  const containers = [...listIn(resources, 'group'), ...listIn(resources, 'clone')];
  const all = [resources, ...containers].flatMap((container) => listIn(container, 'resource'));
  const found = new Map<string, { hosts: string[]; failed: boolean }>();
  for (const resource of all) {
    const id = String(resource.id).split(':')[0] ?? '';
    const { hosts = [], failed = false } = found.get(id) ?? {};
    const isActive = resource.active === 'true' && resource.role !== 'Stopped';
    found.set(id, {
      hosts: [...hosts, ...(isActive ? listIn(resource, 'node').map(({ name }) => String(name)) : [])],
      failed: failed || resource.failed === 'true',
    });
  }
  return found;
}

function objectIn(parent: Attributes, name: string): Attributes {
  const value = parent[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Attributes) : {};
}

function listIn(parent: Attributes, name: string): readonly Attributes[] {
  const value = parent[name];
  return Array.isArray(value) ? (value as Attributes[]) : [];
}
