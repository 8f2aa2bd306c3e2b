import type { Advert, VrrpInstance } from '../messages.js';

export type VrrpState = 'backup' | 'master' | 'fault';

/** What the state machine does to the world. */
export interface VrrpEffects {
  advertise(instance: VrrpInstance, advert: Advert): void;
  /** Sends gratuitous ARP for the instance's address. */
  announce(instance: VrrpInstance): void;
  /** The addresses were put on the NICs, or taken off. */
  hold(vips: readonly string[]): void;
}

/** Timers that a test can turn by hand. */
export interface Timers {
  /** Calls back once after `delayMs`; the answer calls it off. */
  start(delayMs: number, action: () => void): () => void;
}

export interface VrrpOptions {
  readonly name: string;
  readonly instances: readonly VrrpInstance[];
  readonly startsAsMaster: boolean;
  /** Networks whose cable is out from the beginning. */
  readonly lostCarriers: readonly string[];
  readonly effects: VrrpEffects;
  readonly timers: Timers;
}

/** Keepalived's vrrp_garp_master_delay: gratuitous ARP is sent once more so long after a takeover. */
const ANNOUNCE_AGAIN_MS = 5000;

/** RFC 5798, section 6.1: the lower the priority, the longer one waits. */
export function skewMs({ priority, advertMs }: Pick<VrrpInstance, 'priority' | 'advertMs'>): number {
  return ((256 - priority) * advertMs) / 256;
}

/** RFC 5798, section 6.1: silence of this length makes a backup take over. */
export function masterDownMs(instance: Pick<VrrpInstance, 'priority' | 'advertMs'>): number {
  return 3 * instance.advertMs + skewMs(instance);
}

/**
 * VRRP with preemption (RFC 5798, section 6.4) for instances in one Keepalived sync group: they are always
 * in the same state, take over only when the timers of all have run out, and fail together when any of
 * their NICs loses its carrier.
 */
export class VrrpGroup {
  #state: VrrpState = 'backup';
  readonly #lostCarriers: Set<string>;
  readonly #waiting = new Set<string>();
  readonly #timers = new Map<string, () => void>();

  constructor(private readonly options: VrrpOptions) {
    this.#lostCarriers = new Set(options.lostCarriers);
  }

  get state(): VrrpState {
    return this.#state;
  }

  start(): void {
    if (this.#anyCarrierLost()) {
      this.#enter('fault');
    } else if (this.options.startsAsMaster) {
      this.#becomeMaster();
    } else {
      this.#becomeBackup();
    }
  }

  hear(advert: Advert): void {
    const instance = this.options.instances.find(({ vip }) => vip === advert.vip);
    if (instance === undefined || this.#state === 'fault') {
      return;
    }
    if (this.#state === 'master') {
      if (this.#yieldsTo(instance, advert)) {
        this.#becomeBackup();
      } else {
        this.#assert(instance);
      }
    } else if (advert.priority >= instance.priority) {
      this.#awaitSilence(instance);
    }
  }

  setCarrier(network: string, up: boolean): void {
    if (up) {
      this.#lostCarriers.delete(network);
    } else {
      this.#lostCarriers.add(network);
    }
    if (this.#anyCarrierLost()) {
      this.#enter('fault');
    } else if (this.#state === 'fault') {
      this.#becomeBackup();
    }
  }

  #anyCarrierLost(): boolean {
    return this.options.instances.some(({ network }) => this.#lostCarriers.has(network));
  }

  /** Between equals the greater name wins, where Keepalived compares addresses. */
  #yieldsTo(instance: VrrpInstance, advert: Advert): boolean {
    return (
      advert.priority > instance.priority ||
      (advert.priority === instance.priority && advert.from > this.options.name)
    );
  }

  #becomeBackup(): void {
    this.#enter('backup');
    for (const instance of this.options.instances) {
      this.#awaitSilence(instance);
    }
  }

  #becomeMaster(): void {
    this.#enter('master');
    for (const instance of this.options.instances) {
      this.#advertisePeriodically(instance);
      this.options.effects.announce(instance);
    }
    this.#setTimer('announce again', ANNOUNCE_AGAIN_MS, () => {
      for (const instance of this.options.instances) {
        this.options.effects.announce(instance);
      }
    });
  }

  #enter(state: VrrpState): void {
    const held = this.#state === 'master';
    this.#state = state;
    this.#waiting.clear();
    for (const cancel of this.#timers.values()) {
      cancel();
    }
    this.#timers.clear();
    if (held || state === 'master') {
      const vips = this.options.instances.map((instance) => instance.vip);
      this.options.effects.hold(state === 'master' ? vips : []);
    }
  }

  /** Starts the wait for the master's silence anew. */
  #awaitSilence(instance: VrrpInstance): void {
    this.#waiting.add(instance.vip);
    this.#setTimer(instance.vip, masterDownMs(instance), () => {
      this.#waiting.delete(instance.vip);
      if (this.#waiting.size === 0) {
        this.#becomeMaster();
      }
    });
  }

  #advertisePeriodically(instance: VrrpInstance): void {
    this.#advertise(instance);
    this.#setTimer(instance.vip, instance.advertMs, () => this.#advertisePeriodically(instance));
  }

  /** Answers somebody of lower priority who believes to be master, and takes the address back from him. */
  #assert(instance: VrrpInstance): void {
    this.#advertise(instance);
    this.options.effects.announce(instance);
  }

  #advertise(instance: VrrpInstance): void {
    const { vip, priority } = instance;
    this.options.effects.advertise(instance, { vip, priority, from: this.options.name });
  }

  #setTimer(name: string, delayMs: number, action: () => void): void {
    this.#timers.get(name)?.();
    this.#timers.set(name, this.options.timers.start(delayMs, action));
  }
}
