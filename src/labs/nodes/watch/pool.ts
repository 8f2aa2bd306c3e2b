import { XMLParser } from 'fast-xml-parser';

const parser = new XMLParser({
  isArray: (name) => ['peer', 'volume', 'node'].includes(name),
  parseTagValue: false,
});

interface Answer {
  readonly cliOutput?: {
    readonly peerStatus?: { readonly peer?: readonly { hostname: string; connected: string }[] } | string;
    readonly volStatus?: {
      readonly volumes?: {
        readonly volume?: readonly {
          volName: string;
          node?: readonly { path: string; status: string }[];
        }[];
      };
    };
  };
}

/**
 * States by subject, `peer:<host>`, from `gluster --xml peer status`; none for the node that was asked.
 * @throws Error when it is not that XML
 */
export function parsePeers(xml: string): Map<string, string> {
  const status = (parser.parse(xml) as Answer).cliOutput?.peerStatus;
  if (status === undefined) {
    throw new Error('the answer is no list of peers');
  }
  const peers = typeof status === 'string' ? [] : (status.peer ?? []);
  return new Map(
    peers.map(({ hostname, connected }) => [
      `peer:${hostname}`,
      connected === '1' ? 'connected' : 'disconnected',
    ]),
  );
}

/**
 * States by subject, `volume:<name>`, from `gluster --xml volume status all`: the bricks that are up, of all.
 * @param bricks how many each volume has: one of a node that is away is not listed
 * @throws Error when it is not that XML
 */
export function parseVolumes(xml: string, bricks: number): Map<string, string> {
  const volumes = (parser.parse(xml) as Answer).cliOutput?.volStatus?.volumes?.volume;
  if (volumes === undefined) {
    throw new Error('the answer is no state of volumes');
  }
  return new Map(
    volumes.map(({ volName, node = [] }) => {
      // Daemons are listed among the bricks; a brick's path is one in a file system.
      const up = node.filter(({ path, status }) => path.startsWith('/') && status === '1');
      return [`volume:${volName}`, `${up.length}/${bricks}`];
    }),
  );
}
