import type { HealthCheck } from '../../../cluster/types.js';
import type { ProxyConfig, ServerConfig } from '../messages.js';
import { type CheckResult, Health } from './health.js';

export type AdministrativeMode = 'ready' | 'drain' | 'maint';

/** What the statistics count, of one server or of a whole proxy. Checks are not sessions. */
export class Counters {
  sessions = 0;
  current = 0;
  most = 0;
  bytesIn = 0;
  bytesOut = 0;
  connectionErrors = 0;
  responseErrors = 0;
  retries = 0;
  redispatches = 0;
  /** Answers by the first digit of their status. */
  readonly answers = [0, 0, 0, 0, 0, 0];

  open(): void {
    this.sessions += 1;
    this.current += 1;
    this.most = Math.max(this.most, this.current);
  }

  close(): void {
    this.current -= 1;
  }

  answer(status: number): void {
    const hundreds = Math.floor(status / 100);
    this.answers[hundreds] = (this.answers[hundreds] ?? 0) + 1;
  }
}

/** A server of one backend, as one director sees it. */
export class BackendServer {
  readonly counters = new Counters();
  readonly #health: Health;
  #mode: AdministrativeMode = 'ready';
  lastCheck: CheckResult | undefined;
  failedChecks = 0;
  timesDown = 0;
  #changedMs: number;
  #downMs = 0;

  constructor(
    readonly config: ServerConfig,
    check: HealthCheck,
    private readonly now: () => number,
  ) {
    this.#health = new Health(check);
    this.#changedMs = now();
  }

  get mode(): AdministrativeMode {
    return this.#mode;
  }

  /** As the statistics print it. */
  get status(): string {
    if (this.#mode === 'maint') {
      return 'MAINT';
    }
    return this.#mode === 'drain' && this.#health.up ? 'DRAIN' : this.#health.status;
  }

  /** Takes connections that a cookie brings. */
  get usable(): boolean {
    return this.#health.up && this.#mode !== 'maint';
  }

  /** Takes connections in turn. */
  get inTurn(): boolean {
    return this.#health.up && this.#mode === 'ready';
  }

  setMode(mode: AdministrativeMode): void {
    if (mode !== this.#mode) {
      if (this.#mode === 'maint') {
        this.#health.restart();
      }
      this.#mode = mode;
      this.#changed();
    }
  }

  record(result: CheckResult): void {
    this.lastCheck = result;
    this.failedChecks += !result.ok && this.#health.up ? 1 : 0;
    const wasUp = this.#health.up;
    const sinceMs = this.now() - this.#changedMs;
    if (this.#health.record(result.ok)) {
      this.timesDown += wasUp ? 1 : 0;
      this.#downMs += wasUp ? 0 : sinceMs;
      this.#changed();
    }
  }

  secondsSinceChange(): number {
    return Math.floor((this.now() - this.#changedMs) / 1000);
  }

  secondsDown(): number {
    const present = this.#health.up ? 0 : this.now() - this.#changedMs;
    return Math.floor((this.#downMs + present) / 1000);
  }

  #changed(): void {
    this.#changedMs = this.now();
  }
}

/** A frontend with its backend, and whose turn it is. */
export class ProxySection {
  readonly frontend = new Counters();
  readonly backend = new Counters();
  readonly servers: readonly BackendServer[];
  #turn = 0;

  /** @param now milliseconds on any clock that does not go backwards */
  constructor(
    readonly config: ProxyConfig,
    check: HealthCheck,
    now: () => number,
  ) {
    this.servers = config.servers.map((server) => new BackendServer(server, check, now));
  }

  /**
   * The server of a persistence cookie while it is usable, else the next in turn.
   * @param not a server that was tried already; taken only when there is no other
   */
  choose(cookie?: string, not?: BackendServer): Choice | undefined {
    const known = this.servers.find(({ config, usable }) => usable && config.name === cookie);
    if (known !== undefined && known !== not) {
      return { server: known, persistent: true };
    }
    const server = this.#next(not);
    return server === undefined ? undefined : { server, persistent: false };
  }

  #next(not: BackendServer | undefined): BackendServer | undefined {
    const count = this.servers.length;
    let fallback: BackendServer | undefined;
    for (let step = 0; step < count; step++) {
      const position = (this.#turn + step) % count;
      const server = this.servers[position];
      if (server?.inTurn) {
        if (server !== not) {
          this.#turn = (position + 1) % count;
          return server;
        }
        fallback = server;
      }
    }
    return fallback;
  }
}

export interface Choice {
  readonly server: BackendServer;
  /** Chosen by the client's cookie. */
  readonly persistent: boolean;
}
