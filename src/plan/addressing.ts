import type { Frontend } from '../cluster/types.js';
import { suggest } from '../core/suggest.js';
import type { Page } from '../scenario/types.js';
import type { Planning } from './planning.js';

/** A page behind a frontend: where requests go. */
export interface Address {
  readonly page: Page;
  readonly frontend: Frontend;
  readonly url: string;
}

/**
 * Finds the page and the frontend that a load, probe or cell names; undefined after reporting what is
 * missing at `path`.
 */
export function addressOf(
  planning: Planning,
  names: { readonly page: string; readonly frontend: string },
  path: readonly PropertyKey[],
): Address | undefined {
  const page = planning.scenario.pages[names.page];
  const frontend = frontendOf(planning, names.frontend, path);
  // The loader has reported an unknown page already.
  if (page === undefined || frontend?.url === undefined) {
    return undefined;
  }
  return { page, frontend, url: new URL(page.path, frontend.url).href };
}

/** A frontend by its name; undefined after reporting that there is none. */
export function frontendOf(
  planning: Planning,
  name: string,
  path: readonly PropertyKey[],
): Frontend | undefined {
  const frontend = planning.surroundings.cluster.frontends[name];
  if (frontend === undefined) {
    reportFrontend(planning, name, path);
  }
  return frontend;
}

function reportFrontend(planning: Planning, name: string, path: readonly PropertyKey[]): void {
  const { cluster } = planning.surroundings;
  const known = Object.keys(cluster.frontends);
  const close = suggest(name, known);
  planning.report(
    planning.loaded.problem(
      path,
      'UNKNOWN_FRONTEND',
      `cluster ${cluster.name} has no frontend ${name}`,
      close === undefined ? `it has: ${known.join(', ')}` : `did you mean ${close}?`,
    ),
  );
}

/** The host that sends a load; undefined after reporting that the cluster has none of that name. */
export function senderOf(
  planning: Planning,
  wanted: string | undefined,
  path: readonly PropertyKey[],
): string | undefined {
  const from = wanted ?? planning.surroundings.cluster.loadFrom;
  return knownHost(planning, from, path, 'to send load from');
}

/** `local`, or a host of the cluster; undefined after reporting that there is none of that name. */
export function knownHost(
  planning: Planning,
  name: string,
  path: readonly PropertyKey[],
  purpose: string,
): string | undefined {
  const { cluster, hosts } = planning.surroundings;
  if (name === 'local' || hosts[name] !== undefined) {
    return name;
  }
  const close = suggest(name, ['local', ...Object.keys(hosts)]);
  planning.report(
    planning.loaded.problem(
      path,
      'UNKNOWN_HOST',
      `cluster ${cluster.name} has no host ${name} ${purpose}`,
      close === undefined ? 'use `local` or a host of the cluster file' : `did you mean ${close}?`,
    ),
  );
  return undefined;
}
