import assert from 'node:assert/strict';
import { isPluggedIn, type Link, outerEnd } from '../../../src/labs/docker/cable.js';

const BRIDGE = 'chaos-external';

const inside: Link[] = [
  { ifindex: 1, ifname: 'lo', flags: ['UP'] },
  { ifindex: 8, ifname: 'eth0', flags: ['UP'], link_index: 9 },
  { ifindex: 10, ifname: 'eth1', flags: ['UP'], link_index: 11 },
];

const uplink: Link = { ifindex: 4, ifname: 'eth0', flags: ['UP'] };
const ours: Link = { ifindex: 9, ifname: 'veth1a', flags: ['UP'], master: BRIDGE, link_index: 8 };
const internal: Link = {
  ifindex: 11,
  ifname: 'veth1b',
  flags: ['UP'],
  master: 'chaos-internal',
  link_index: 10,
};
const others: Link = { ifindex: 13, ifname: 'veth2a', flags: ['UP'], master: BRIDGE, link_index: 12 };

describe('the cable of a container', () => {
  it('ends in the one veth of the bridge that leads to the container', () => {
    assert.equal(outerEnd(inside, [uplink, ours, internal, others], BRIDGE), ours);
    assert.equal(outerEnd(inside, [uplink, ours, internal, others], 'chaos-internal'), internal);
  });

  it('is never the uplink of this machine, whatever a container claims its other end to be', () => {
    const lying: Link[] = [{ ifindex: 8, ifname: 'eth0', flags: ['UP'], link_index: uplink.ifindex }];
    assert.throws(() => outerEnd(lying, [uplink], BRIDGE), /found 0 ends/);
    const inBridge = { ...uplink, master: BRIDGE, link_index: 8 };
    assert.throws(() => outerEnd(lying, [inBridge], BRIDGE), /found 0 ends/);
  });

  it('is never a veth outside the bridge of the lab', () => {
    assert.throws(() => outerEnd(inside, [{ ...ours, master: 'docker0' }], BRIDGE), /found 0 ends/);
    const { master: _master, ...loose } = ours;
    assert.throws(() => outerEnd(inside, [loose], BRIDGE), /found 0 ends/);
  });

  it('is none at all where two would do', () => {
    const twin = { ...ours, ifname: 'veth1c', ifindex: 11, link_index: 10 };
    assert.throws(() => outerEnd(inside, [ours, twin], BRIDGE), /found 2 ends/);
  });

  it('is out when the end on this machine is down', () => {
    assert.ok(isPluggedIn(ours));
    assert.ok(!isPluggedIn({ ...ours, flags: ['BROADCAST', 'MULTICAST'] }));
  });
});
