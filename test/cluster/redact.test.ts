import assert from 'node:assert/strict';
import { redactCluster } from '../../src/cluster/redact.js';
import type { Cluster } from '../../src/cluster/types.js';

const cluster: Cluster = {
  name: 'x',
  environment: 'test',
  hosts: { a: { name: 'a', roles: ['web'], reach: { via: 'local' }, nics: {} } },
  vips: {},
  frontends: {
    tcp: { name: 'tcp', url: 'http://admin:hunter2@127.0.0.1:80', mode: 'tcp', backend: 'tcp' },
    plain: { name: 'plain', url: 'http://127.0.0.1:80/?a=b:c@d', mode: 'tcp', backend: 'plain' },
  },
  balancer: {
    kind: 'haproxy',
    statsUrl: 'http://127.0.0.1:7000/s?token=from-the-environment',
    user: 'admin',
    password: 'hunter2',
    check: { interMs: 2000, fall: 3, rise: 2, timeoutMs: 2000 },
  },
  storage: {},
  loadFrom: 'local',
};

describe('redacting a cluster', () => {
  const redacted = redactCluster(cluster, ['from-the-environment']);

  it('hides the password, those in URLs, and what came from the environment', () => {
    assert.equal(redacted.balancer?.password, '(hidden)');
    assert.equal(redacted.frontends.tcp?.url, 'http://admin:(hidden)@127.0.0.1:80');
    assert.equal(redacted.balancer?.statsUrl, 'http://127.0.0.1:7000/s?token=(hidden)');
    assert.doesNotMatch(JSON.stringify(redacted), /hunter2|from-the-environment/);
  });

  it('changes nothing else, and not the cluster itself', () => {
    assert.deepEqual(redacted.hosts, cluster.hosts);
    assert.deepEqual(redacted.frontends.plain, cluster.frontends.plain);
    assert.equal(cluster.balancer?.password, 'hunter2');
  });
});
