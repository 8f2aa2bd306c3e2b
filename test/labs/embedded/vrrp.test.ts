import assert from 'node:assert/strict';
import { masterDownMs, skewMs, VrrpGroup } from '../../../src/labs/embedded/director/vrrp.js';
import type { Advert, VrrpInstance } from '../../../src/labs/embedded/messages.js';
import { FakeTimers } from '../fake-timers.js';

const PRIORITIES = { cluster1: 150, standby1: 100, standby2: 90 };

/** A segment for each network, with every director plugged into both, on one fake clock. */
class FakeNetwork {
  readonly timers = new FakeTimers();
  readonly groups = new Map<string, VrrpGroup>();
  readonly held = new Map<string, readonly string[]>();
  readonly announced: { readonly atMs: number; readonly from: string; readonly vip: string }[] = [];
  readonly unplugged = new Set<string>();
  /** Cables that lose packets without losing the carrier. */
  readonly deaf = new Set<string>();

  constructor(priorities: Readonly<Record<string, number>> = PRIORITIES) {
    const highest = Math.max(...Object.values(priorities));
    for (const [name, priority] of Object.entries(priorities)) {
      this.groups.set(
        name,
        new VrrpGroup({
          name,
          instances: ['external', 'internal'].map((vip) => ({ vip, network: vip, priority, advertMs: 1000 })),
          startsAsMaster: priority === highest,
          lostCarriers: [],
          timers: this.timers,
          effects: {
            advertise: (instance, advert) => this.#broadcast(name, instance, advert),
            announce: ({ vip, network }) => {
              if (!this.unplugged.has(`${name}/${network}`)) {
                this.announced.push({ atMs: this.timers.nowMs, from: name, vip });
              }
            },
            hold: (vips) => this.held.set(name, vips),
          },
        }),
      );
    }
  }

  start(): void {
    for (const group of this.groups.values()) {
      group.start();
    }
  }

  states(): Record<string, string> {
    return Object.fromEntries([...this.groups].map(([name, group]) => [name, group.state]));
  }

  setPlugged(name: string, network: string, plugged: boolean): void {
    if (plugged) {
      this.unplugged.delete(`${name}/${network}`);
    } else {
      this.unplugged.add(`${name}/${network}`);
    }
    this.groups.get(name)?.setCarrier(network, plugged);
  }

  #broadcast(from: string, { network }: VrrpInstance, advert: Advert): void {
    for (const [name, group] of this.groups) {
      const cut = [from, name].some((end) => this.#isCut(`${end}/${network}`));
      if (name !== from && !cut) {
        this.timers.start(0, () => group.hear(advert));
      }
    }
  }

  #isCut(cable: string): boolean {
    return this.unplugged.has(cable) || this.deaf.has(cable);
  }
}

describe('VRRP of the embedded lab', () => {
  it('waits three advertisements and the skew of its priority', () => {
    assert.equal(skewMs({ priority: 100, advertMs: 1000 }), 609.375);
    assert.equal(masterDownMs({ priority: 100, advertMs: 1000 }), 3609.375);
    assert.equal(masterDownMs({ priority: 90, advertMs: 100 }), 364.84375);
  });

  it('has the highest priority as master from the start, with both addresses', () => {
    const network = new FakeNetwork();
    network.start();
    network.timers.advance(10_000);
    assert.deepEqual(network.states(), { cluster1: 'master', standby1: 'backup', standby2: 'backup' });
    assert.deepEqual(network.held.get('cluster1'), ['external', 'internal']);
    assert.equal(network.held.has('standby1'), false);
  });

  for (const phaseMs of [1, 250, 500, 750, 999]) {
    it(`hands over between 2 and 3 advertisements and skew when the cable is pulled ${phaseMs} ms into one`, () => {
      const network = new FakeNetwork();
      network.start();
      network.timers.advance(5000 + phaseMs);
      network.setPlugged('cluster1', 'external', false);
      assert.deepEqual(network.held.get('cluster1'), []);
      network.timers.advance(3609.375 - phaseMs - 1);
      assert.equal(network.states().standby1, 'backup');
      network.timers.advance(2);
      assert.deepEqual(network.states(), { cluster1: 'fault', standby1: 'master', standby2: 'backup' });
      assert.deepEqual(network.held.get('standby1'), ['external', 'internal']);
    });
  }

  it('goes on to the third director when the second is cut as well, and back in order', () => {
    const network = new FakeNetwork();
    network.start();
    network.timers.advance(5000);
    network.setPlugged('cluster1', 'external', false);
    network.timers.advance(5000);
    network.setPlugged('standby1', 'internal', false);
    network.timers.advance(5000);
    assert.deepEqual(network.states(), { cluster1: 'fault', standby1: 'fault', standby2: 'master' });
    network.setPlugged('standby1', 'internal', true);
    network.timers.advance(5000);
    assert.deepEqual(network.states(), { cluster1: 'fault', standby1: 'master', standby2: 'backup' });
    network.setPlugged('cluster1', 'external', true);
    network.timers.advance(5000);
    assert.deepEqual(network.states(), { cluster1: 'master', standby1: 'backup', standby2: 'backup' });
  });

  it('preempts after its own silence, with no time without an owner', () => {
    const network = new FakeNetwork();
    network.start();
    network.timers.advance(5000);
    network.setPlugged('cluster1', 'external', false);
    network.timers.advance(5000);
    network.setPlugged('cluster1', 'external', true);
    network.timers.advance(masterDownMs({ priority: 150, advertMs: 1000 }) - 1);
    assert.deepEqual(network.states(), { cluster1: 'backup', standby1: 'master', standby2: 'backup' });
    network.timers.advance(2);
    assert.deepEqual(network.states(), { cluster1: 'master', standby1: 'backup', standby2: 'backup' });
    assert.deepEqual(network.held.get('standby1'), []);
    const last = network.announced.filter(({ vip }) => vip === 'external').at(-1);
    assert.equal(last?.from, 'cluster1');
  });

  it('does not take over while one instance of the group still hears the master', () => {
    const network = new FakeNetwork();
    network.start();
    network.timers.advance(5000);
    network.deaf.add('standby1/external');
    network.timers.advance(60_000);
    assert.equal(network.states().standby1, 'backup');
    network.deaf.add('standby1/internal');
    network.timers.advance(3700);
    assert.equal(network.states().standby1, 'master');
  });

  it('ends two masters in favour of the higher priority once they hear each other', () => {
    const network = new FakeNetwork();
    network.start();
    for (const cable of ['cluster1/external', 'cluster1/internal']) {
      network.deaf.add(cable);
    }
    network.timers.advance(5000);
    assert.equal(network.states().standby1, 'master');
    assert.equal(network.states().cluster1, 'master');
    network.deaf.clear();
    network.timers.advance(1100);
    assert.deepEqual(network.states(), { cluster1: 'master', standby1: 'backup', standby2: 'backup' });
    const last = network.announced.filter(({ vip }) => vip === 'external').at(-1);
    assert.equal(last?.from, 'cluster1', 'the neighbours must learn who has the address');
  });

  it('has one master among equals', () => {
    const network = new FakeNetwork({ left: 100, right: 100 });
    network.start();
    network.timers.advance(5000);
    assert.deepEqual(network.states(), { left: 'backup', right: 'master' });
  });

  it('fails on the loss of any tracked carrier only', () => {
    const network = new FakeNetwork();
    network.start();
    network.setPlugged('cluster1', 'heartbeat', false);
    assert.equal(network.states().cluster1, 'master');
    network.setPlugged('cluster1', 'internal', false);
    assert.equal(network.states().cluster1, 'fault');
    network.setPlugged('cluster1', 'heartbeat', true);
    assert.equal(network.states().cluster1, 'fault');
  });
});
