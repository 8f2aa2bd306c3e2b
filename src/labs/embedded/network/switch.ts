import { createServer, type Server, type Socket } from 'node:net';
import type { LabPlan, WebServerPlan } from '../plan.js';
import { Cable, Path } from './cable.js';
import { reset } from './conduit.js';
import { Flow, type Route } from './flow.js';
import { formatPreamble, parsePreamble, readLine } from './preamble.js';

export interface SwitchOptions {
  readonly plan: LabPlan;
  /** The listening socket of a node's process. */
  readonly socketPathOf: (node: string) => string;
  readonly isListening: (node: string) => boolean;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** A cable was plugged in or pulled. */
  readonly onCarrier: (cable: Cable) => void;
  /** The virtual IPs of a director changed. */
  readonly onAddresses: () => void;
}

/**
 * Every link of the lab. What goes from one node to another, or comes from a client, crosses the cables of
 * both ends here. It knows, as the switches and neighbours of a real network do, only who said last by
 * gratuitous ARP that an address is his.
 */
export class Switch {
  readonly #cables = new Map<string, Cable>();
  readonly #announcedBy = new Map<string, string>();
  readonly #addresses = new Map<string, readonly string[]>();
  readonly #flows = new Set<Flow>();
  readonly #servers: Server[] = [];

  constructor(private readonly options: SwitchOptions) {
    for (const { host, network } of options.plan.cables) {
      this.#cables.set(`${host}/${network}`, new Cable(host, network, options.random));
    }
  }

  cable(host: string, network: string): Cable | undefined {
    return this.#cables.get(`${host}/${network}`);
  }

  cables(): readonly Cable[] {
    return [...this.#cables.values()];
  }

  setPlugged(cable: Cable, plugged: boolean): void {
    if (cable.plugged !== plugged) {
      cable.plugged = plugged;
      this.options.onCarrier(cable);
      this.#pumpAll();
    }
  }

  setDelay(cable: Cable, delayMs: number, jitterMs: number): void {
    cable.delayMs = delayMs;
    cable.jitterMs = jitterMs;
  }

  /** @param bytesPerSecond undefined for no limit */
  setLimit(cable: Cable, bytesPerSecond: number | undefined): void {
    cable.bytesPerSecond = bytesPerSecond;
  }

  /** A datagram to every director on the network but the sender. */
  multicast(from: string, network: string, deliver: (to: string) => void): void {
    for (const { name } of this.options.plan.directors) {
      const path = this.#path([from, network], [name, network]);
      if (name !== from && path?.open) {
        const delayMs = path.delayMs();
        const arrive = () => path.open && deliver(name);
        if (delayMs === 0) {
          arrive();
        } else {
          setTimeout(arrive, delayMs);
        }
      }
    }
  }

  /** Gratuitous ARP. */
  announce(from: string, network: string, vip: string): void {
    if (this.cable(from, network)?.plugged) {
      this.#announcedBy.set(vip, from);
      this.#pumpAll();
    }
  }

  setAddresses(director: string, vips: readonly string[]): void {
    this.#addresses.set(director, vips);
    this.options.onAddresses();
  }

  /** Directors that have the address on a NIC, reachable or not. */
  ownersOf(vip: string): readonly string[] {
    return this.options.plan.directors
      .map((director) => director.name)
      .filter((name) => this.#addresses.get(name)?.includes(vip));
  }

  /** Clients of the entry address can connect. */
  get entryAnswers(): boolean {
    return this.#routeToEntry() !== undefined;
  }

  /** Listens for clients of one port of the entry address. @returns the port on 127.0.0.1 */
  async listenForClients(port: number): Promise<number> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) =>
      this.#admitClient(client, port),
    );
    this.#servers.push(server);
    await listen(server, { host: '127.0.0.1', port: 0 });
    const bound = server.address();
    return typeof bound === 'object' && bound !== null ? bound.port : 0;
  }

  /** Listens for connections of directors to web servers. */
  async listenForDirectors(socketPath: string): Promise<void> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
      socket.on('error', () => {});
      readLine(socket, (line) => this.#admitDirector(socket, line));
    });
    this.#servers.push(server);
    await listen(server, { path: socketPath });
  }

  close(): void {
    for (const server of this.#servers) {
      server.close();
    }
    for (const flow of this.#flows) {
      flow.initiator.destroy();
    }
  }

  #admitClient(client: Socket, port: number): void {
    const { plan } = this.options;
    this.#add(client, {
      locate: () => this.#routeToEntry(client),
      preamble: formatPreamble({
        source: { address: plan.clientAddress, port: client.remotePort ?? 0 },
        destination: { address: plan.entry.address, port },
      }),
      onRefused: () => reset(client),
    });
  }

  #routeToEntry(client?: Socket): Route | undefined {
    const { name, network } = this.options.plan.entry;
    const director = this.#announcedBy.get(name);
    const cable = director === undefined ? undefined : this.cable(director, network);
    if (director === undefined || cable === undefined || !this.#answersFor(director, name)) {
      return undefined;
    }
    return {
      socketPath: this.options.socketPathOf(director),
      path: new Path([cable]),
      outbound: {
        mayPass: () => this.#announcedBy.get(name) === director,
        // The new owner knows nothing of the old one's connections, and says so.
        onHeld: () => {
          const owner = this.#announcedBy.get(name) ?? director;
          if (client !== undefined && owner !== director && this.#answersFor(owner, name)) {
            reset(client);
          }
        },
      },
    };
  }

  /** A packet to the address gets an answer from this director: where its process died, a refusal. */
  #answersFor(director: string, vip: string): boolean {
    const { network } = this.options.plan.entry;
    const owned = this.#addresses.get(director)?.includes(vip) ?? false;
    const answers = owned || !this.options.isListening(director);
    return answers && (this.cable(director, network)?.plugged ?? false);
  }

  #admitDirector(socket: Socket, line: string): void {
    const ends = parsePreamble(line);
    const { directors, webServers } = this.options.plan;
    const source = directors.find((director) => director.address === ends?.source.address);
    const target = webServers.find(
      (server) => server.address === ends?.destination.address && server.port === ends.destination.port,
    );
    const path =
      source === undefined || target === undefined ? undefined : this.#pathToServer(source.name, target);
    if (ends === undefined || target === undefined || path === undefined) {
      socket.destroy();
      return;
    }
    const socketPath = this.options.socketPathOf(target.name);
    this.#add(socket, {
      locate: () => (path.open ? { socketPath, path } : undefined),
      preamble: `${line}\n`,
      onConnected: () => socket.write('connected\n'),
      onRefused: () => socket.end('refused\n'),
    });
  }

  #pathToServer(director: string, server: WebServerPlan): Path | undefined {
    return this.#path([director, server.network], [server.machine, server.network]);
  }

  #path(...ends: readonly (readonly [host: string, network: string])[]): Path | undefined {
    const cables = ends.map(([host, network]) => this.cable(host, network));
    return cables.every((cable) => cable !== undefined) ? new Path(cables) : undefined;
  }

  #add(socket: Socket, options: Omit<ConstructorParameters<typeof Flow>[1], 'onClosed'>): void {
    this.#flows.add(new Flow(socket, { ...options, onClosed: (flow) => this.#flows.delete(flow) }));
  }

  #pumpAll(): void {
    for (const flow of this.#flows) {
      flow.pump();
    }
  }
}

function listen(server: Server, where: { host: string; port: number } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => resolve());
  });
}
