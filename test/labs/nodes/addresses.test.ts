import assert from 'node:assert/strict';
import { type AddressLine, Owners, parseAddressLine } from '../../../src/labs/nodes/watch/address-lines.js';

const VIP = '198.18.1.200';
const GAINED = '14: eth0    inet 198.18.1.200/24 scope global secondary eth0\\       valid_lft forever';
const LOST = `Deleted ${GAINED}`;

function line(text: string): AddressLine {
  const parsed = parseAddressLine(text);
  assert.ok(parsed, text);
  return parsed;
}

describe('the owners of virtual IPs', () => {
  it('are read from what ip prints and monitors', () => {
    assert.deepEqual(line(GAINED), { address: VIP, present: true });
    assert.deepEqual(line(LOST), { address: VIP, present: false });
    assert.equal(parseAddressLine('listed'), undefined);
    assert.equal(parseAddressLine('2: eth0    inet6 fe80::1/64 scope link'), undefined);
  });

  it('are one, none, or more than one at once', () => {
    const owners = new Owners(new Map([['external', VIP]]));
    const owner = () => owners.states().get('vip:external');
    assert.equal(owner(), 'none');
    owners.see('standby1', line(GAINED));
    assert.equal(owner(), 'standby1');
    owners.see('cluster1', line(GAINED));
    assert.equal(owner(), 'cluster1+standby1');
    owners.see('standby1', line(LOST));
    assert.equal(owner(), 'cluster1');
    owners.forget('cluster1');
    assert.equal(owner(), 'none');
  });
});
