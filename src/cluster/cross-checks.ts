import { type Issue, issue } from '../core/document/issue.js';
import { type Path, valueAt } from '../core/document/tree.js';
import { named } from '../core/shown.js';
import { suggestionHint } from '../core/suggest.js';

/**
 * Checks of names that must agree with each other. Reads the plain data, of which anything may be wrong: what
 * is not of the form that a check is about is passed over, for the schema reports it.
 */
export function crossCheckCluster(data: unknown): readonly Issue[] {
  return [
    ...frontendsAreThere(data),
    ...namesOfHosts(data),
    ...hostsLiveSomewhere(data),
    ...vipsFitTheirHosts(data),
    ...addressesAreKnown(data),
    ...emulatesWhatItCan(data),
  ];
}

function namesOfHosts(data: unknown): readonly Issue[] {
  const from = valueAt(data, ['load', 'from']);
  const paths: readonly Path[] = [
    ...keys(data, ['hosts']).flatMap((host) => [
      ['hosts', host, 'on'],
      ['hosts', host, 'hypervisor', 'host'],
    ]),
    ...keys(data, ['vips']).flatMap((vip) => elements(data, ['vips', vip, 'hosts'])),
    ['storage', 'nfs', 'host'],
    ...elements(data, ['storage', 'gluster', 'hosts']),
    ...(from === 'local' ? [] : [['load', 'from']]),
  ];
  const known = keys(data, ['hosts']);
  const unknown = paths.flatMap((path) => {
    const name = valueAt(data, path);
    return typeof name !== 'string' || known.includes(name)
      ? []
      : [
          issue(
            path,
            'UNKNOWN_HOST',
            `there is no host ${named(name)}`,
            suggestionHint(name, known, 'hosts'),
          ),
        ];
  });
  return known.includes('local')
    ? [
        ...unknown,
        {
          ...issue(['hosts', 'local'], 'BAD_NAME', 'local is the name of this machine', 'choose another'),
          at: 'key',
        },
      ]
    : unknown;
}

function hostsLiveSomewhere(data: unknown): readonly Issue[] {
  return keys(data, ['hosts']).flatMap((host) => {
    const seen = new Set<unknown>([host]);
    let parent = valueAt(data, ['hosts', host, 'on']);
    while (typeof parent === 'string' && !seen.has(parent)) {
      seen.add(parent);
      parent = valueAt(data, ['hosts', parent, 'on']);
    }
    return parent === host
      ? [
          issue(
            ['hosts', host, 'on'],
            'HOST_CYCLE',
            `${named(host)} lives on itself`,
            'on names the machine around it',
          ),
        ]
      : [];
  });
}

function vipsFitTheirHosts(data: unknown): readonly Issue[] {
  return keys(data, ['vips']).flatMap((vip) => [
    ...priorities(data, vip),
    ...network(data, vip),
    ...repeatedHosts(data, vip),
  ]);
}

function priorities(data: unknown, vip: string): readonly Issue[] {
  const owners = valueAt(data, ['vips', vip, 'hosts']);
  if (!Array.isArray(owners)) {
    return [];
  }
  return keys(data, ['vips', vip, 'priorities'])
    .filter((host) => !owners.includes(host))
    .map((host) => ({
      ...issue(
        ['vips', vip, 'priorities', host],
        'UNKNOWN_HOST',
        `${named(host)} has a priority but is not among the hosts of this address`,
        suggestionHint(host, owners.map(String), 'hosts of this address'),
      ),
      at: 'key' as const,
    }));
}

function network(data: unknown, vip: string): readonly Issue[] {
  const name = valueAt(data, ['vips', vip, 'network']);
  if (typeof name !== 'string') {
    return [];
  }
  const lacking = elements(data, ['vips', vip, 'hosts'])
    .map((path) => String(valueAt(data, path)))
    .find((host) => {
      const nics = keys(data, ['hosts', host, 'nics']);
      return nics.length > 0 && !nics.includes(name);
    });
  return lacking === undefined
    ? []
    : [
        issue(
          ['vips', vip, 'network'],
          'UNKNOWN_NETWORK',
          `${named(lacking)} has no NIC on a network ${named(name)}`,
          suggestionHint(name, keys(data, ['hosts', lacking, 'nics']), 'its networks'),
        ),
      ];
}

function repeatedHosts(data: unknown, vip: string): readonly Issue[] {
  const paths = elements(data, ['vips', vip, 'hosts']);
  const names = paths.map((path) => valueAt(data, path));
  return paths
    .filter((_, index) => names.indexOf(names[index]) < index)
    .map((path) =>
      issue(path, 'DUPLICATE_HOST', `${named(String(valueAt(data, path)))} is listed twice`, 'remove one'),
    );
}

/** Only a lab may choose addresses when it comes up. */
function addressesAreKnown(data: unknown): readonly Issue[] {
  if (valueAt(data, ['lab']) !== undefined) {
    return [];
  }
  const paths: readonly Path[] = [
    ...keys(data, ['frontends']).map((frontend) => ['frontends', frontend, 'url']),
    ['balancer', 'stats'],
  ];
  return [
    ...paths
      .filter((path) => isMapping(valueAt(data, path.slice(0, -1))) && valueAt(data, path) === undefined)
      .map((path) =>
        issue(
          path,
          'MISSING_KEY',
          `${String(path.at(-1))} is missing`,
          'expected a URL; only a lab may choose it',
        ),
      ),
    ...keys(data, ['hosts'])
      .filter((host) => valueAt(data, ['hosts', host, 'via']) === 'lab')
      .map((host) =>
        issue(
          ['hosts', host, 'via'],
          'NO_LAB',
          'via: lab in a cluster without a lab',
          'name the lab: `lab: embedded`',
        ),
      ),
  ];
}

function emulatesWhatItCan(data: unknown): readonly Issue[] {
  const isThere = valueAt(data, ['emulation']) !== undefined;
  return !isThere || valueAt(data, ['lab']) === 'embedded'
    ? []
    : [
        issue(
          ['emulation'],
          'NOT_EMULATED',
          'only the embedded lab emulates anything',
          'remove it, or name the lab: `lab: embedded`',
        ),
      ];
}

function frontendsAreThere(data: unknown): readonly Issue[] {
  const frontends = valueAt(data, ['frontends']);
  return isMapping(frontends) && Object.keys(frontends).length === 0
    ? [
        issue(
          ['frontends'],
          'NO_FRONTENDS',
          'there are no frontends',
          'add one: `tcp: { url: "http://127.0.0.1:8080" }`',
        ),
      ]
    : [];
}

function keys(data: unknown, path: Path): readonly string[] {
  const value = valueAt(data, path);
  return isMapping(value) ? Object.keys(value) : [];
}

function elements(data: unknown, path: Path): readonly Path[] {
  const value = valueAt(data, path);
  return Array.isArray(value) ? value.map((_, index) => [...path, index]) : [];
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
