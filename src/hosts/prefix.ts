import { randomUUID } from 'node:crypto';
import { ChaosError } from '../core/errors.js';
import type { Host, HostDescription, HostKind } from './types.js';

/**
 * A host that is reached by putting words in front of every command on another host, as
 * `docker exec -i NAME`, `ip netns exec NAME` and `sudo -n` do.
 */
export const prefixHostKind: HostKind = {
  kind: 'prefix',
  summary: 'a container, network namespace or other user of another host',
  open: async (description, openOther) => {
    const { prefix, through } = prefixDescription(description);
    return prefixHost(description.name, prefix, await openOther(through));
  },
};

/** The description that {@link prefixHostKind} opens. */
export function describePrefixHost(
  name: string,
  prefix: readonly string[],
  through: HostDescription,
): HostDescription {
  return { kind: 'prefix', name, prefix, through };
}

/** @param prefix words put in front of every argument vector; no shell reads them */
export function prefixHost(name: string, prefix: readonly string[], through: Host): Host {
  const prefixed = (argv: readonly string[]) => [...prefix, ...argv];
  const { hold } = through;
  return {
    name,
    description: describePrefixHost(name, prefix, through.description),
    exec: (argv, options) => through.exec(prefixed(argv), options),
    stream: (argv, options) => through.stream(prefixed(argv), options),
    ...(hold === undefined
      ? {}
      : { hold: (argv, options, enter = []) => hold(argv, options, prefixed(enter)) }),
    upload: (content, path, mode = 0o644) => receive(through, prefix, content, path, mode),
    // The host below is shared with others and closed by whoever opened it.
    close: async () => {},
  };
}

/** A fixed script, given its words as arguments: base64 carries any bytes through standard input. */
const RECEIVE = 'base64 -d > "$1" && chmod "$2" "$1" && mv -f "$1" "$3"';

/** Writes beside the target and moves into place, so that no reader sees half a file. */
async function receive(
  through: Host,
  prefix: readonly string[],
  content: string | Uint8Array,
  path: string,
  mode: number,
): Promise<void> {
  const partial = `${path}.${randomUUID().slice(0, 8)}`;
  const argv = [...prefix, 'sh', '-c', RECEIVE, 'receive', partial, mode.toString(8), path];
  const result = await through.exec(argv, { input: Buffer.from(content).toString('base64') });
  if (result.exitCode !== 0) {
    throw new ChaosError('UPLOAD_FAILED', `could not write ${path}: ${result.stderr.trim()}`, {
      where: through.name,
    });
  }
}

function prefixDescription(description: HostDescription): {
  prefix: readonly string[];
  through: HostDescription;
} {
  const { prefix, through } = description as unknown as {
    prefix?: readonly string[];
    through?: HostDescription;
  };
  if (!Array.isArray(prefix) || through === undefined) {
    throw new ChaosError('BAD_HOST_DESCRIPTION', `host ${description.name} has no prefix to run through`);
  }
  return { prefix, through };
}
