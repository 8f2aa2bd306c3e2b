import { ChaosError } from '../core/errors.js';
import { named } from '../core/shown.js';
import { suggestionHint } from '../core/suggest.js';
import type { Cluster, ClusterHost } from './types.js';

/** Who a fault hits, as a scenario writes it. */
export type Selector =
  /** `cluster1`, or `director` where one host alone has that role. */
  | { readonly kind: 'plain'; readonly name: string }
  /** `web[cluster21p]`: the host, which must have the role. */
  | { readonly kind: 'member'; readonly role: string; readonly host: string }
  /** `director:active`, `:any`, `:all`. */
  | { readonly kind: 'active' | 'any' | 'all'; readonly role: string }
  /** `director:2`, counted from 1 in the order of the cluster file. */
  | { readonly kind: 'nth'; readonly role: string; readonly position: number }
  /** `cluster2/*`: all that live on the host; `cluster2/cluster21p`: one of them. */
  | { readonly kind: 'inside'; readonly host: string; readonly name: string };

/** The hosts that a selector may mean, and how many of them it does. */
export interface Selection {
  readonly hosts: readonly string[];
  /** `all` of them, `any` one by chance, or the one that is `active` when the fault is due. */
  readonly choice: 'all' | 'any' | 'active';
}

const WORD = '[A-Za-z0-9][A-Za-z0-9._-]*';
const MEMBER = new RegExp(`^(${WORD})\\[(${WORD})\\]$`, 'u');
const INSIDE = new RegExp(`^(${WORD})/(\\*|${WORD})$`, 'u');
const CHOSEN = new RegExp(`^(${WORD}):(.*)$`, 'u');
const PLAIN = new RegExp(`^${WORD}$`, 'u');

/** @throws ChaosError SELECTOR_SYNTAX */
export function parseSelector(text: string): Selector {
  const [, memberRole, member] = MEMBER.exec(text) ?? [];
  if (memberRole !== undefined && member !== undefined) {
    return { kind: 'member', role: memberRole, host: member };
  }
  const [, around, inside] = INSIDE.exec(text) ?? [];
  if (around !== undefined && inside !== undefined) {
    return { kind: 'inside', host: around, name: inside };
  }
  const [, role, choice] = CHOSEN.exec(text) ?? [];
  if (role !== undefined && choice !== undefined) {
    return parseChoice(text, role, choice);
  }
  if (PLAIN.test(text)) {
    return { kind: 'plain', name: text };
  }
  throw selectorError('SYNTAX', `${JSON.stringify(text)} is not a selector`, FORMS);
}

const FORMS = 'a host, role[host], role:active, role:any, role:all, role:1, host/* or host/name';

/**
 * Resolves a selector on a cluster as far as it can be before the run.
 * @throws ChaosError SELECTOR_SYNTAX, SELECTOR_NO_MATCH, SELECTOR_AMBIGUOUS, SELECTOR_ROLE, SELECTOR_NO_VIP
 */
export function selectCandidates(text: string, cluster: Cluster): Selection {
  const selector = parseSelector(text);
  switch (selector.kind) {
    case 'plain':
      return one(plainHost(selector.name, cluster));
    case 'member':
      return one(memberOf(selector.role, selector.host, cluster));
    case 'all':
    case 'any':
      return { hosts: withRole(selector.role, cluster), choice: selector.kind };
    case 'active':
      return { hosts: activeCandidates(selector.role, cluster), choice: 'active' };
    case 'nth':
      return one(nth(selector.role, selector.position, cluster));
    case 'inside':
      return { hosts: livingOn(selector.host, selector.name, cluster), choice: 'all' };
  }
}

function parseChoice(text: string, role: string, choice: string): Selector {
  if (choice === 'active' || choice === 'any' || choice === 'all') {
    return { kind: choice, role };
  }
  if (/^[1-9]\d{0,5}$/u.test(choice)) {
    return { kind: 'nth', role, position: Number(choice) };
  }
  const hint =
    choice === '0'
      ? 'the first one is :1'
      : suggestionHint(choice, ['active', 'any', 'all'], 'after the colon');
  throw selectorError('SYNTAX', `${JSON.stringify(text)} is not a selector`, hint);
}

function plainHost(name: string, cluster: Cluster): string {
  const holders = namesWithRole(name, cluster);
  if (Object.hasOwn(cluster.hosts, name)) {
    const others = holders.filter((host) => host !== name);
    if (others.length > 0) {
      throw selectorError(
        'AMBIGUOUS',
        `${name} is a host, and a role of ${others.join(', ')}`,
        `write ${name}[${name}] or ${name}:all`,
      );
    }
    return name;
  }
  const [only, ...more] = holders;
  if (only === undefined) {
    const known = [...Object.keys(cluster.hosts), ...allRoles(cluster)];
    throw noMatch(
      `cluster ${cluster.name} has no host and no role ${named(name)}`,
      suggestionHint(name, known, 'hosts and roles'),
    );
  }
  if (more.length > 0) {
    const forms = ['active', 'any', '1', 'all'].map((choice) => `${name}:${choice}`).join(', ');
    throw selectorError(
      'AMBIGUOUS',
      `${holders.length} hosts have the role ${name}: ${holders.join(', ')}`,
      `say which: ${forms}`,
    );
  }
  return only;
}

function memberOf(role: string, name: string, cluster: Cluster): string {
  const host = hostNamed(name, cluster);
  if (!host.roles.includes(role)) {
    const holders = namesWithRole(role, cluster);
    const hint =
      holders.length === 0
        ? `no host has it; ${suggestionHint(role, allRoles(cluster), 'roles')}`
        : `${role}: ${holders.join(', ')}`;
    throw selectorError('ROLE', `${name} does not have the role ${named(role)}`, hint);
  }
  return name;
}

function withRole(role: string, cluster: Cluster): readonly string[] {
  const holders = namesWithRole(role, cluster);
  if (holders.length === 0) {
    throw noMatch(
      `no host of cluster ${cluster.name} has the role ${role}`,
      suggestionHint(role, allRoles(cluster), 'roles'),
    );
  }
  return holders;
}

function activeCandidates(role: string, cluster: Cluster): readonly string[] {
  const holders = withRole(role, cluster);
  const owners = new Set(Object.values(cluster.vips).flatMap((vip) => vip.hosts));
  const candidates = holders.filter((host) => owners.has(host));
  if (candidates.length === 0) {
    throw selectorError(
      'NO_VIP',
      `no host with the role ${role} can own a virtual IP of cluster ${cluster.name}`,
      owners.size === 0 ? 'the cluster file has no vips' : `owners can be ${[...owners].join(', ')}`,
    );
  }
  return candidates;
}

function nth(role: string, position: number, cluster: Cluster): string {
  const holders = withRole(role, cluster);
  const host = holders[position - 1];
  if (host === undefined) {
    throw noMatch(
      `there is no ${role}:${position}`,
      `${role}:1 to ${role}:${holders.length} are ${holders.join(', ')}`,
    );
  }
  return host;
}

function livingOn(around: string, name: string, cluster: Cluster): readonly string[] {
  hostNamed(around, cluster);
  const inside = Object.values(cluster.hosts)
    .filter((host) => host.on === around)
    .map((host) => host.name);
  if (inside.length === 0) {
    throw noMatch(`nothing lives on ${around}`, `no host of cluster ${cluster.name} has on: ${around}`);
  }
  if (name !== '*' && !inside.includes(name)) {
    throw noMatch(`${name} does not live on ${around}`, suggestionHint(name, inside, `on ${around}`));
  }
  return name === '*' ? inside : [name];
}

function hostNamed(name: string, cluster: Cluster): ClusterHost {
  const host = Object.hasOwn(cluster.hosts, name) ? cluster.hosts[name] : undefined;
  if (host === undefined) {
    throw noMatch(
      `cluster ${cluster.name} has no host ${name}`,
      suggestionHint(name, Object.keys(cluster.hosts), 'hosts'),
    );
  }
  return host;
}

function namesWithRole(role: string, cluster: Cluster): readonly string[] {
  return Object.values(cluster.hosts)
    .filter((host) => host.roles.includes(role))
    .map((host) => host.name);
}

function allRoles(cluster: Cluster): readonly string[] {
  return [...new Set(Object.values(cluster.hosts).flatMap((host) => host.roles))];
}

function one(host: string): Selection {
  return { hosts: [host], choice: 'all' };
}

function noMatch(message: string, hint: string): ChaosError {
  return selectorError('NO_MATCH', message, hint);
}

function selectorError(kind: string, message: string, hint: string): ChaosError {
  return new ChaosError(`SELECTOR_${kind}`, message, { hint });
}
