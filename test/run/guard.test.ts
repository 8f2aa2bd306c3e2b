import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Cluster } from '../../src/cluster/types.js';
import { nicDown } from '../../src/faults/nic-down.js';
import { guardRun } from '../../src/run/guard.js';
import { hasCode } from '../hosts/contract.js';
import { type ToyRun, toyAction, toyFault, toyRun } from './toy-cluster.js';

describe('the safety guard', () => {
  let toy: ToyRun;

  beforeEach(() => {
    toy = toyRun([toyFault('f', 'a')]);
  });

  afterEach(() => toy.remove());

  const guard = (environment: 'lab' | 'test' | 'production', confirmed = false) =>
    guardRun(toy.run.plan, { ...toy.run.cluster, environment }, { confirmed, stateDir: toy.stateDir });

  it('lets a run on a lab begin', () => {
    assert.doesNotThrow(() => guard('lab'));
  });

  it('wants a word of confirmation before it breaks production', () => {
    assert.throws(() => guard('production'), hasCode('CONFIRMATION_NEEDED'));
    assert.doesNotThrow(() => guard('production', true));
  });

  it('wants it too before it writes to production', () => {
    const spec = {
      id: 'records',
      everyMs: 200,
      timeoutMs: 2000,
      sizeBytes: 4096,
      slots: 0,
      patienceMs: 0,
      place: { kind: 'folder', host: 'a', folder: '/x' },
    } as const;
    const plan = { ...toy.run.plan, faults: [], integrity: [spec] };
    const cluster = { ...toy.run.cluster, environment: 'production' as const };
    const { stateDir } = toy;
    assert.throws(
      () => guardRun(plan, cluster, { confirmed: false, stateDir }),
      hasCode('CONFIRMATION_NEEDED'),
    );
    assert.doesNotThrow(() => guardRun({ ...plan, integrity: [] }, cluster, { confirmed: false, stateDir }));
  });

  it('never hits the machine that it runs on', () => {
    const hosts = { a: { kind: 'local', name: 'a' } };
    assert.throws(
      () =>
        guardRun({ ...toy.run.plan, hosts }, toy.run.cluster, { confirmed: true, stateDir: toy.stateDir }),
      hasCode('OWN_MACHINE'),
    );
  });

  it('never has a fault on another host act on the machine that it runs on', () => {
    const hosts = { ...toy.run.plan.hosts, b: { kind: 'local', name: 'b' } };
    const inject = [...toyAction('a').inject, ...toyAction('b').inject];
    const faults = [toyFault('f', 'a', { actions: { a: toyAction('a', { inject }) } })];
    assert.throws(
      () =>
        guardRun({ ...toy.run.plan, hosts, faults }, toy.run.cluster, {
          confirmed: true,
          stateDir: toy.stateDir,
        }),
      hasCode('OWN_MACHINE'),
    );
  });

  it('refuses to switch off an interface of the machine that it runs on, its uplink above all', () => {
    const own: Cluster = {
      ...toy.run.cluster,
      hosts: { here: { name: 'here', roles: [], reach: { via: 'local' }, nics: { external: 'eth0' } } },
    };
    const action = nicDown.compose({ host: 'here', cluster: own, controls: { system: 'linux' } }, {});
    const plan = {
      ...toy.run.plan,
      hosts: { here: { kind: 'local', name: 'here' } },
      faults: [toyFault('f', 'here', { actions: { here: action } })],
    };
    assert.throws(
      () => guardRun(plan, own, { confirmed: true, stateDir: toy.stateDir }),
      hasCode('OWN_MACHINE'),
    );
  });

  it('refuses a cluster that an interrupted run left unhealed', () => {
    const text = readFileSync(toy.journal.path, 'utf8');
    writeFileSync(toy.journal.path, text.replace(/"startTicks":"\d+"/, '"startTicks":"0"'));
    assert.throws(() => guard('lab'), hasCode('UNHEALED_JOURNAL'));
  });
});
