import { mkdtempSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../core/errors.js';
import { seededRandom } from '../../core/random.js';
import { Bricks } from './bricks.js';
import type { LabParts } from './commands.js';
import { listenForCommands } from './control-server.js';
import { countFiles } from './count-files.js';
import { Keeper, type NodeState } from './keeper.js';
import type { FromLab, FromNode, NodeConfig, ToLab } from './messages.js';
import type { Cable } from './network/cable.js';
import { Switch } from './network/switch.js';
import { GLUSTER, type LabPlan, type WebServerPlan } from './plan.js';
import { StateBoard } from './state-board.js';
import { writeSite } from './web/site.js';

/** The harness's prober must keep time, so everything of the lab runs at a lower priority. */
const NICENESS = 1;
/** Of macOS, which has the least room. */
const LONGEST_SOCKET_PATH = 100;
const OWNER_TIMEOUT_MS = 10_000;
const OWNER_POLL_MS = 10;
const FILES_PERIOD_MS = 1_000;

/**
 * The lab's own process: the switch, and the keeper of the nodes. It ends, and takes everything of the lab
 * with it, when its channel to the harness closes, however the harness ended.
 */
class EmbeddedLab {
  readonly #board = new StateBoard();
  readonly #network: Switch;
  readonly #keeper: Keeper;
  readonly #bricks: Bricks;
  readonly #names: readonly string[];

  constructor(
    private readonly plan: LabPlan,
    seed: number,
    private readonly directory: string,
  ) {
    this.#names = [...plan.directors, ...plan.webServers].map(({ name }) => name);
    this.#network = new Switch({
      plan,
      socketPathOf: (node) => this.#socketPath(node),
      isListening: (node) => this.#keeper.isListening(node),
      random: seededRandom(seed, 'embedded lab: jitter of links').next,
      onCarrier: (cable) => this.#carrierChanged(cable),
      onAddresses: () => this.#ownersChanged(),
    });
    this.#keeper = new Keeper({
      directory,
      configOf: (node) => this.#configOf(node),
      onMessage: (node, message) => this.#hear(node, message),
      onState: (node, state) => this.#nodeChanged(node, state),
    });
    this.#bricks = new Bricks({
      root: directory,
      names: plan.bricks,
      onState: (brick, state) => this.#board.set(`brick:${brick}`, state),
    });
  }

  async up(): Promise<void> {
    if (this.#fabric.length > LONGEST_SOCKET_PATH) {
      throw new Error(`${this.directory} is too long a path for sockets: set TMPDIR to a shorter one`);
    }
    this.#buildStorage();
    for (const { host, network } of this.plan.cables) {
      this.#board.set(`nic:${host}:${network}`, 'up');
    }
    this.#ownersChanged();
    await this.#network.listenForDirectors(this.#fabric);
    const { directors, webServers } = this.plan;
    tell({ type: 'progress', message: `starting ${directors.length + webServers.length} processes` });
    const served = Promise.all(webServers.map(({ name }) => this.#keeper.start(name)));
    // A health check must not find a server that is only about to listen.
    await Promise.all(directors.map(({ name }) => this.#keeper.start(name, served)));
    const ports = await this.#listenForClients();
    tell({ type: 'progress', message: `waiting for an owner of ${this.plan.entry.address}` });
    await this.#untilEntryAnswers();
    const socket = join(this.directory, 'control');
    await listenForCommands(socket, this.#parts);
    tell({ type: 'up', socket, ports });
  }

  async down(): Promise<void> {
    this.#network.close();
    await this.#keeper.killAll();
    rmSync(this.directory, { recursive: true, force: true });
  }

  get #parts(): LabParts {
    return {
      plan: this.plan,
      network: this.#network,
      keeper: this.#keeper,
      bricks: this.#bricks,
      board: this.#board,
    };
  }

  get #fabric(): string {
    return join(this.directory, 'fabric');
  }

  /** Short whatever the node's name is: the path of a socket has little room. */
  #socketPath(node: string): string {
    return join(this.directory, `node${this.#names.indexOf(node)}`);
  }

  #buildStorage(): void {
    const others = this.plan.webServers.filter((server) => server.storage !== GLUSTER);
    const exports = new Set(others.map((server) => this.#export(server)));
    // The same time everywhere: versions of replicated files are told apart by it.
    const now = new Date();
    for (const directory of [...exports, ...this.#bricks.directories()]) {
      writeSite(directory, now);
    }
    for (const brick of this.plan.bricks) {
      this.#board.set(`brick:${brick}`, 'up');
    }
    if (this.plan.bricks.length > 0) {
      this.#countFiles();
      setInterval(() => this.#countFiles(), FILES_PERIOD_MS).unref();
    }
  }

  #countFiles(): void {
    for (const [subject, count] of countFiles(this.plan.volume, this.#bricks.places)) {
      this.#board.set(subject, count);
    }
  }

  #export(server: WebServerPlan): string {
    return join(this.directory, `storage-${server.storage}`);
  }

  async #listenForClients(): Promise<(readonly [number, number])[]> {
    const ports = [...this.plan.proxies.map((proxy) => proxy.port), this.plan.statistics.port];
    return Promise.all(
      ports.map(async (port) => [port, await this.#network.listenForClients(port)] as const),
    );
  }

  async #untilEntryAnswers(): Promise<void> {
    const deadlineMs = performance.now() + OWNER_TIMEOUT_MS;
    while (!this.#network.entryAnswers) {
      if (performance.now() > deadlineMs) {
        throw new Error(`no director took ${this.plan.entry.address}`);
      }
      await sleep(OWNER_POLL_MS);
    }
  }

  #configOf(name: string): NodeConfig {
    const director = this.plan.directors.find((candidate) => candidate.name === name);
    if (director !== undefined) {
      return this.#directorConfig(name, director.address);
    }
    const server = this.plan.webServers.find((candidate) => candidate.name === name);
    if (server === undefined) {
      throw new Error(`there is no node ${name}`);
    }
    return {
      kind: 'web',
      name,
      address: `${server.address}:${server.port}`,
      virtualIp: this.plan.entry.address,
      listenOn: this.#socketPath(name),
      directories: server.storage === GLUSTER ? this.#bricks.directories() : [this.#export(server)],
      serviceTimeMs: this.plan.serviceTimeMs,
    };
  }

  #directorConfig(name: string, address: string): NodeConfig {
    const { plan } = this;
    const own = this.#network.cables().filter((cable) => cable.host === name);
    const highest = Math.max(...Object.values(plan.entry.priorities));
    return {
      kind: 'director',
      name,
      address,
      listenOn: this.#socketPath(name),
      fabric: this.#fabric,
      instances: plan.vips.flatMap(({ name: vip, network, advertMs, priorities }) => {
        const priority = priorities[name];
        return priority === undefined ? [] : [{ vip, network, advertMs, priority }];
      }),
      startsAsMaster: plan.entry.priorities[name] === highest,
      lostCarriers: own.filter((cable) => !cable.plugged).map((cable) => cable.network),
      proxies: plan.proxies.map((proxy) => ({
        ...proxy,
        servers: plan.webServers.filter((server) => proxy.servers.includes(server.name)),
      })),
      check: plan.check,
      statistics: plan.statistics,
    };
  }

  #hear(node: string, message: FromNode): void {
    if (message.type === 'advert') {
      this.#network.multicast(node, message.network, (to) =>
        this.#keeper.send(to, { type: 'advert', advert: message.advert }),
      );
    } else if (message.type === 'announce') {
      this.#network.announce(node, message.network, message.vip);
    } else if (message.type === 'addresses') {
      this.#network.setAddresses(node, message.vips);
    }
  }

  #nodeChanged(node: string, state: NodeState): void {
    if (this.plan.webServers.some((server) => server.name === node)) {
      this.#board.set(`container:${node}`, state);
    } else if (state === 'stopped') {
      this.#network.setAddresses(node, []);
    }
    tell({ type: 'processes', pids: [process.pid, ...this.#keeper.pids()] });
  }

  #carrierChanged({ host, network, plugged }: Cable): void {
    this.#board.set(`nic:${host}:${network}`, plugged ? 'up' : 'down');
    if (this.plan.directors.some((director) => director.name === host)) {
      this.#keeper.send(host, { type: 'carrier', network, up: plugged });
    }
    if (plugged) {
      void this.#bricks.bringBack(host, 'unreachable');
    } else {
      this.#bricks.takeAway(host, 'unreachable');
    }
  }

  #ownersChanged(): void {
    for (const { name } of this.plan.vips) {
      this.#board.set(`vip:${name}`, this.#network.ownersOf(name).join('+') || 'none');
    }
  }
}

function tell(message: FromLab): void {
  // Fails only when the harness is gone, and then this process ends as well.
  process.send?.(message, undefined, undefined, () => {});
}

function run(): void {
  if (!process.connected) {
    // The harness ended before this process had begun.
    return;
  }
  setPriority(NICENESS);
  const directory = mkdtempSync(join(tmpdir(), 'chaos-lab-'));
  tell({ type: 'directory', path: directory });
  let lab: EmbeddedLab | undefined;
  const leave = async () => {
    await lab?.down();
    rmSync(directory, { recursive: true, force: true });
    process.exit();
  };
  const fail = (error: unknown) => {
    tell({ type: 'failed', message: messageOf(error) });
    void leave();
  };
  process.on('disconnect', leave);
  process.on('SIGTERM', leave);
  process.on('uncaughtException', fail);
  process.on('message', (message: ToLab) => {
    if (message.type === 'down') {
      void leave();
    } else {
      lab = new EmbeddedLab(message.plan, message.seed, directory);
      lab.up().catch(fail);
    }
  });
}

run();
