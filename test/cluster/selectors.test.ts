import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadCluster } from '../../src/cluster/loader.js';
import { parseSelector, selectCandidates } from '../../src/cluster/selectors.js';
import type { Cluster } from '../../src/cluster/types.js';
import { ChaosError } from '../../src/core/errors.js';
import { ExitCode } from '../../src/core/exit-codes.js';

describe('selectors', () => {
  let cluster: Cluster;
  before(async () => {
    const sources = { searchDirs: ['fixtures/clusters'], env: { HAPROXY_PASSWORD: 'x' } };
    cluster = (await loadCluster('thesis', sources)).value;
  });

  const directors = ['cluster1', 'standby1', 'standby2'];

  const resolved: readonly (readonly [text: string, choice: string, hosts: readonly string[]])[] = [
    ['cluster1', 'all', ['cluster1']],
    ['storage', 'all', ['nas']],
    ['web[cluster21p]', 'all', ['cluster21p']],
    ['director:active', 'active', directors],
    ['director:any', 'any', directors],
    ['director:all', 'all', directors],
    ['director:2', 'all', ['standby1']],
    ['cluster2/*', 'all', ['cluster21p', 'cluster22p', 'cluster23p', 'cluster24p']],
    ['cluster2/cluster22p', 'all', ['cluster22p']],
  ];
  for (const [text, choice, hosts] of resolved) {
    it(`resolve ${text} to ${hosts.join(', ')}`, () => {
      assert.deepEqual(selectCandidates(text, cluster), { hosts, choice });
    });
  }

  const refused: readonly (readonly [text: string, code: string, message: string, hint: string])[] = [
    [
      'director',
      'SELECTOR_AMBIGUOUS',
      '3 hosts have the role director: cluster1, standby1, standby2',
      'say which: director:active, director:any, director:1, director:all',
    ],
    [
      'clutser1',
      'SELECTOR_NO_MATCH',
      'cluster thesis has no host and no role clutser1',
      'did you mean cluster1?',
    ],
    [
      'directr:all',
      'SELECTOR_NO_MATCH',
      'no host of cluster thesis has the role directr',
      'did you mean director?',
    ],
    [
      'director:4',
      'SELECTOR_NO_MATCH',
      'there is no director:4',
      'director:1 to director:3 are cluster1, standby1, standby2',
    ],
    ['director:0', 'SELECTOR_SYNTAX', '"director:0" is not a selector', 'the first one is :1'],
    ['director:actve', 'SELECTOR_SYNTAX', '"director:actve" is not a selector', 'did you mean active?'],
    [
      'web[cluster1]',
      'SELECTOR_ROLE',
      'cluster1 does not have the role web',
      'web: cluster21p, cluster22p, cluster23p, cluster24p, cluster31p, cluster32p, cluster33p, cluster34p, cluster41p, cluster42p, cluster43p, cluster44p',
    ],
    [
      'web[cluster29p]',
      'SELECTOR_NO_MATCH',
      'cluster thesis has no host cluster29p',
      'did you mean cluster21p?',
    ],
    [
      'web:active',
      'SELECTOR_NO_VIP',
      'no host with the role web can own a virtual IP of cluster thesis',
      'owners can be cluster1, standby1, standby2',
    ],
    ['nas/*', 'SELECTOR_NO_MATCH', 'nothing lives on nas', 'no host of cluster thesis has on: nas'],
    [
      'cluster2/cluster31p',
      'SELECTOR_NO_MATCH',
      'cluster31p does not live on cluster2',
      'did you mean cluster21p?',
    ],
    [
      'a b',
      'SELECTOR_SYNTAX',
      '"a b" is not a selector',
      'a host, role[host], role:active, role:any, role:all, role:1, host/* or host/name',
    ],
  ];
  for (const [text, code, message, hint] of refused) {
    it(`refuse ${text} and say what would do`, () => {
      assert.throws(
        () => selectCandidates(text, cluster),
        (error) => {
          assert.ok(error instanceof ChaosError);
          assert.deepEqual(
            [error.code, error.message, error.hint, error.exitCode],
            [code, message, hint, ExitCode.usage],
          );
          return true;
        },
      );
    });
  }

  it('refuse a name that is a host and the role of others', () => {
    const host = (name: string) => ({ name, roles: ['web'], reach: { via: 'local' as const }, nics: {} });
    const ambiguous: Cluster = { ...cluster, hosts: { web: host('web'), web2: host('web2') } };
    assert.throws(() => selectCandidates('web', ambiguous), /web is a host, and a role of web2/);
    const alone: Cluster = { ...cluster, hosts: { web: host('web') } };
    assert.deepEqual(selectCandidates('web', alone).hosts, ['web']);
  });

  it('are a selector or a SELECTOR_SYNTAX error, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseSelector(text);
        } catch (error) {
          assert.ok(error instanceof ChaosError && error.code === 'SELECTOR_SYNTAX');
        }
      }),
    );
  });
});
