import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type ClusterSources, type LoadedCluster, loadCluster } from '../../src/cluster/loader.js';
import { clusterJsonSchema } from '../../src/cluster/schema.js';
import type { Cluster } from '../../src/cluster/types.js';
import { parseOverride } from '../../src/core/document/override.js';
import { ChaosError, ProblemsError } from '../../src/core/errors.js';
import { describedKeys } from '../core/described-keys.js';
import { lines, problemsOf, temporaryFolder } from '../core/problems.js';

const shipped = ['fixtures/clusters'];
const password = { HAPROXY_PASSWORD: 'correct horse' };
const fixture = (name: string) => join('test', 'cluster', 'fixtures', name);
/** Written out, it would look like a forgotten template. */
const variable = (name: string) => `\${env:${name}}`;
const TCP = 'frontends: { tcp: { url: "http://127.0.0.1:8080" } }';

describe('loading a cluster', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  async function load(text: string, sources: Partial<ClusterSources> = {}): Promise<LoadedCluster> {
    const file = join(folder(), 'cluster.yaml');
    await writeFile(file, text);
    return loadCluster(file, { searchDirs: [], env: {}, ...sources });
  }

  const complaints = async (text: string, sources: Partial<ClusterSources> = {}) =>
    lines(await problemsOf(() => load(text, sources)));

  it('needs a name and one frontend, and no more', async () => {
    const { value } = await load('name: mine\nfrontends: { tcp: { url: "http://127.0.0.1:18080" } }\n');
    assert.deepEqual(value, {
      name: 'mine',
      environment: 'test',
      hosts: {},
      vips: {},
      frontends: { tcp: { name: 'tcp', url: 'http://127.0.0.1:18080', mode: 'tcp', backend: 'tcp' } },
      storage: {},
      loadFrom: 'local',
    } satisfies Cluster);
  });

  it('reads the whole example of the design, but for the hosts that it names and does not list', async () => {
    const sources = { searchDirs: [], env: password };
    const missing = ['standby2', 'gluster2', 'gluster3'];
    const problems = await problemsOf(() => loadCluster(fixture('design-example.yaml'), sources));
    assert.deepEqual(
      problems.map((problem) => problem.message),
      missing.map((name) => `there is no host ${name}`),
    );

    const overrides = missing.map((name) => parseOverride(`hosts.${name}={ via: ssh, address: ${name} }`));
    const { value } = await loadCluster(fixture('design-example.yaml'), { ...sources, overrides });
    assert.deepEqual(value.hosts.standby1, {
      name: 'standby1',
      roles: ['director'],
      reach: { via: 'ssh', address: '198.18.100.50', user: 'ops', become: 'sudo' },
      nics: {},
    });
    assert.deepEqual(value.hosts.cluster21p, {
      name: 'cluster21p',
      roles: ['web', 'web-nfs'],
      reach: { via: 'docker', container: 'cluster21p' },
      on: 'cluster2',
      nics: {},
    });
    assert.deepEqual(value.vips.external, {
      name: 'external',
      address: '198.18.1.200',
      hosts: ['cluster1', 'standby1', 'standby2'],
      manager: 'keepalived',
      advertMs: 1000,
      priorities: { cluster1: 150, standby1: 100, standby2: 90 },
    });
    assert.deepEqual(value.balancer, {
      kind: 'haproxy',
      statsUrl: 'http://198.18.1.200:7000/haproxy?stats',
      user: 'admin',
      password: 'correct horse',
      check: { interMs: 2000, fall: 3, rise: 2, timeoutMs: 2000 },
    });
    assert.deepEqual(value.storage.gluster?.volumes, { gv0: 'replicated', gv1: 'distributed' });
  });

  it('finds a shipped cluster by its name', async () => {
    const { value, file } = await loadCluster('thesis', { searchDirs: shipped, env: password });
    assert.equal(value.name, 'thesis');
    assert.equal(Object.keys(value.hosts).length, 22);
    assert.equal(file, join('fixtures', 'clusters', 'thesis.yaml'));
    assert.equal((await loadCluster('minimal', { searchDirs: shipped, env: {} })).value.name, 'mine');
  });

  it('reads the cluster of the embedded lab, which chooses its own addresses', async () => {
    const { value } = await loadCluster('embedded', { searchDirs: shipped, env: {} });
    assert.deepEqual([value.name, value.lab, value.environment], ['embedded', 'embedded', 'lab']);
    assert.ok(Object.values(value.hosts).every((host) => host.reach.via === 'lab'));
  });

  it('looks a name up in the first folder that has it', async () => {
    const [mine, other] = [join(folder(), 'mine'), join(folder(), 'other')];
    for (const [directory, name] of [
      [mine, 'a'],
      [other, 'b'],
    ] as const) {
      await mkdir(directory);
      await writeFile(join(directory, 'same.yml'), `name: ${name}\n${TCP}`);
    }
    const { value } = await loadCluster('same', { searchDirs: ['does-not-exist', mine, other], env: {} });
    assert.equal(value.name, 'a');
  });

  it('suggests a name that it knows', async () => {
    await assert.rejects(loadCluster('thesys', { searchDirs: shipped, env: {} }), (error) => {
      assert.ok(error instanceof ChaosError);
      assert.deepEqual(
        [error.code, error.hint, error.exitCode],
        ['UNKNOWN_CLUSTER', 'did you mean thesis?', 2],
      );
      return true;
    });
  });

  it('takes a path relative to the given folder', async () => {
    await writeFile(join(folder(), 'c.yaml'), `name: here\n${TCP}`);
    const { value } = await loadCluster('c.yaml', { searchDirs: [], env: {}, cwd: folder() });
    assert.equal(value.name, 'here');
  });

  it('emulates on the embedded lab alone', async () => {
    const { value } = await load(
      'name: x\nlab: embedded\nfrontends: { tcp: {} }\nemulation: { serviceTime: 20ms }\n',
    );
    assert.deepEqual(value.emulation, { serviceTimeMs: 20 });
    const text =
      'name: x\nfrontends: { tcp: { url: "http://127.0.0.1:1" } }\nemulation: { serviceTime: 20ms }\n';
    assert.deepEqual(lines(await problemsOf(() => load(text))), [
      '3:12: only the embedded lab emulates anything (remove it, or name the lab: `lab: embedded`)',
    ]);
  });

  it('lets a lab choose addresses, and nobody else', async () => {
    const text = 'name: x\nhosts: { a: { via: lab } }\nfrontends: { tcp: {} }\nbalancer: {}\n';
    const { value } = await load(`${text}lab: embedded\n`);
    assert.deepEqual(
      [value.lab, value.environment, value.hosts.a?.reach],
      ['embedded', 'lab', { via: 'lab' }],
    );
    assert.deepEqual(await complaints(text), [
      '2:20: via: lab in a cluster without a lab (name the lab: `lab: embedded`)',
      '3:19: url is missing (expected a URL; only a lab may choose it)',
      '4:11: stats is missing (expected a URL; only a lab may choose it)',
    ]);
  });

  it('takes it for VRRP where priorities are given, and not otherwise', async () => {
    const hosts = 'hosts: { a: { via: local } }';
    const vip = (more: string) =>
      `name: x\n${TCP}\n${hosts}\nvips: { v: { address: 198.18.1.200, hosts: [a]${more} } }`;
    assert.equal((await load(vip(''))).value.vips.v?.manager, 'other');
    assert.equal((await load(vip(', priorities: { a: 150 }'))).value.vips.v?.manager, 'keepalived');
    assert.equal((await load(vip(', advert: 100ms'))).value.vips.v?.advertMs, 100);
  });

  it('looks for the files that it names beside itself', async () => {
    const text = `name: x\nfrontends: { s: { url: "https://h", caFile: ca.pem } }\nhosts: { a: { via: ssh, address: h, identityFile: ~/.ssh/id } }`;
    const { value } = await load(text);
    assert.equal(value.frontends.s?.caFile, join(folder(), 'ca.pem'));
    assert.deepEqual(value.hosts.a?.reach, { via: 'ssh', address: 'h', identityFile: '~/.ssh/id' });
  });

  it('puts in variables of the environment, wherever a text stands', async () => {
    const text = `name: x\nfrontends: { tcp: { url: "http://${variable('HOST')}:${variable('PORT')}" } }`;
    const loaded = await load(text, { env: { HOST: 'host-7', PORT: '8080' } });
    assert.equal(loaded.value.frontends.tcp?.url, 'http://host-7:8080');
    assert.deepEqual(loaded.secrets, ['host-7', '8080']);
  });

  it('reports every variable that is not set, at its place, and nothing more about it', async () => {
    const text = `name: x\nfrontends: { tcp: { url: "${variable('URL')}" } }\nbalancer: { stats: "http://h/s", password: "${variable('PASWORD')}" }`;
    assert.deepEqual(await complaints(text, { env: { PASSWORD: 'x', EMPTY: '' } }), [
      '2:26: the environment variable URL is not set, or is empty (export it before the run)',
      '3:44: the environment variable PASWORD is not set, or is empty (did you mean PASSWORD?)',
    ]);
  });

  it('never shows what it took from the environment', async () => {
    const secret = 'tiger-lily-42';
    const text = `name: x\nenvironment: "${variable('S')}"\nload: { from: "${variable('S')}" }\nfrontends: { tcp: { url: "${variable('S')}" } }\nbalancer: { stats: "http://h/s", check: { inter: "${variable('S')}" } }`;
    const found = await complaints(text, { env: { S: secret } });
    assert.equal(found.length, 4);
    assert.doesNotMatch(found.join('\n'), /tiger|lily/);
  });

  it('reports everything that is wrong at once, each at its place and with a way out', async () => {
    const found = lines(
      await problemsOf(() => loadCluster(fixture('everything-wrong.yaml'), { searchDirs: [], env: {} })),
    );
    assert.deepEqual(found, [
      '2:14: expected one of lab, test, production, found "tst" (did you mean test?)',
      '4:20: expected one of local, ssh, docker, netns, lab, found "shs" (did you mean ssh?)',
      '5:13: address is missing (expected a text)',
      '5:25: unknown key addres (did you mean address?)',
      '5:53: expected at most 65535, found 99999',
      '5:67: expected a list, found "director"',
      '6:32: there is no host clutser2 (did you mean cluster2?)',
      '6:53: expected a word without spaces that does not start with a dash, found "-x"',
      '7:24: b lives on itself (on names the machine around it)',
      '7:38: expected the name of a network interface, found "--x"',
      '8:5: expected a mapping, found nothing (give it a value or remove the key)',
      '9:3: local is the name of this machine (choose another)',
      '13:16: expected an IP address such as 198.18.1.200, found "198.18.1.200/24" (without the prefix length)',
      '14:25: there is no host standby1 (hosts: cluster1, cluster2, cluster3, b, c, local)',
      '15:31: expected at most 254, found 255',
      '15:36: zebra has a priority but is not among the hosts of this address (hosts of this address: cluster1, standby1)',
      '16:7: unknown key advrt (did you mean advert?)',
      '19:15: expected an http:// or https:// URL such as http://127.0.0.1:8080, found "htp://198.18.1.200:80"',
      '19:46: expected one of tcp, http, found "tpc" (did you mean tcp?)',
      '20:13: expected a URL without a path, found "http://198.18.1.200:80/x" (paths belong to the pages of a scenario)',
      '21:13: expected an http:// or https:// URL such as http://127.0.0.1:8080, found one with a user in it',
      '22:6: url is missing (expected a URL; only a lab may choose it)',
      '23:11: stats is missing (expected a URL; only a lab may choose it)',
      '23:19: expected haproxy, found "haproxi" (did you mean haproxy?)',
      '25:16: there is no host naz (hosts: cluster1, cluster2, cluster3, b, c, local)',
      '25:29: expected an absolute path, found "raid"',
      '26:25: there is no host gluster2 (did you mean cluster2?)',
      '26:52: expected one of replicated, distributed, found "replicatd" (did you mean replicated?)',
      '27:15: there is no host elsewhere (hosts: cluster1, cluster2, cluster3, b, c, local)',
    ]);
  });

  const refused: readonly (readonly [name: string, text: string, expected: string])[] = [
    [
      'no frontends',
      'name: x\nfrontends: {}',
      '2:12: there are no frontends (add one: `tcp: { url: "http://127.0.0.1:8080" }`)',
    ],
    ['missing frontends', 'name: x', '1:1: frontends is missing (expected a mapping)'],
    [
      'a virtual IP on a network that its host lacks',
      `name: x\n${TCP}\nhosts: { a: { via: local, nics: { ext: eth0 } } }\nvips: { v: { address: 198.18.1.200, hosts: [a], network: ent } }`,
      '4:58: a has no NIC on a network ent (did you mean ext?)',
    ],
    [
      'a host that is listed twice',
      `name: x\n${TCP}\nhosts: { a: { via: local } }\nvips: { v: { address: 198.18.1.200, hosts: [a, a] } }`,
      '4:48: a is listed twice (remove one)',
    ],
    [
      'hosts that live on each other',
      `name: x\n${TCP}\nhosts: { a: { via: local, on: b }, b: { via: local, on: a } }`,
      '3:31: a lives on itself (on names the machine around it)',
    ],
  ];
  for (const [name, text, expected] of refused) {
    it(`refuses ${name}`, async () => {
      assert.equal((await complaints(text))[0], expected);
    });
  }

  it('throws nothing but problems, with places within the file, for any values under the known keys', async () => {
    const key = fc.constantFrom(
      'name',
      'environment',
      'lab',
      'hosts',
      'vips',
      'frontends',
      'balancer',
      'storage',
      'load',
      'from',
      'a',
      'b',
      'via',
      'on',
      'roles',
      'nics',
      'address',
      'priorities',
      'network',
      'url',
      'nfs',
      'gluster',
      'host',
      'volumes',
      'check',
    );
    const leaf = fc.oneof(
      fc.constantFrom(
        0,
        'a',
        'b',
        'ssh',
        'local',
        '1s',
        variable('A'),
        variable('B'),
        null,
        true,
        'http://a',
      ),
      fc.string(),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, tree, { minKeys: 1, maxKeys: 8 }), async (data) => {
        const text = JSON.stringify(data, null, 1);
        try {
          await load(text, { env: { A: 'a' } });
        } catch (error) {
          assert.ok(error instanceof ProblemsError, String(error));
          const lineCount = text.split('\n').length;
          assert.ok(
            error.problems.every(({ line, column }) => line >= 1 && line <= lineCount && column >= 1),
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has a JSON Schema that describes every key and asks for a name and frontends', () => {
    const schema = clusterJsonSchema();
    assert.deepEqual(schema.required, ['name', 'frontends']);
    const silent = describedKeys(schema).filter(({ description }) => description === undefined);
    assert.deepEqual(
      silent.map(({ path }) => path),
      [],
    );
  });
});
