import assert from 'node:assert/strict';
import { packageRoot } from '../../../src/cli/package-root.js';
import { loadCluster } from '../../../src/cluster/loader.js';
import type { Cluster } from '../../../src/cluster/types.js';
import type { VmSpec } from '../../../src/labs/vm/spec.js';
import { specify } from '../../../src/labs/vm/specify.js';

const shipped = async (name: string): Promise<Cluster> => {
  const sources = { searchDirs: [`${packageRoot()}/fixtures/clusters`], env: {}, cwd: '.', overrides: [] };
  return (await loadCluster(name, sources)).value;
};

describe('the specification of the vm lab', () => {
  let spec: VmSpec;

  before(async () => {
    spec = specify(await shipped('vm'));
  });

  const nodeOf = (host: string) => spec.nodes.find((one) => one.host === host) ?? assert.fail(host);
  const file = (path: string) => spec.files[path] ?? assert.fail(`no file ${path}`);

  it('has every host of the cluster file as a node, but the machine itself', async () => {
    const { hosts } = await shipped('vm');
    const names = spec.nodes.map(({ host }) => host);
    assert.deepEqual([...names, 'machine'].sort(), Object.keys(hosts).sort());
  });

  it('gives every end of a cable on the machine a name that the kernel takes, and no two the same', () => {
    const outer = spec.nodes.flatMap(({ links }) =>
      links.flatMap(({ cables }) => cables.map((cable) => cable.outer)),
    );
    assert.equal(new Set(outer).size, outer.length);
    for (const name of outer) {
      assert.ok(name.length <= 15, name);
    }
  });

  it('gives the storage server a bond of two cables that watches its links', () => {
    const [link] = nodeOf('nas').links;
    assert.equal(link?.isBond, true);
    assert.deepEqual(
      link.cables.map(({ inner }) => inner),
      ['eth0', 'eth1'],
    );
    assert.match(file('networks/nas'), /type bond mode active-backup miimon 100/);
    assert.match(file('networks/nas'), /^bond bond0 eth0 eth1$/m);
  });

  it('makes the array as the reference has it: RAID 5, left-symmetric, chunks of 512 KiB', () => {
    assert.match(file('nas/raid'), /--level=5 --layout=left-symmetric --chunk=512 /);
  });

  it('makes an array of new disks alone, and assembles it otherwise', () => {
    const [assemble = '', create = ''] = file('nas/raid').split('else');
    assert.match(assemble, /--examine .*\n.*--assemble/);
    assert.doesNotMatch(assemble, /--create/);
    assert.match(create, /--create/);
  });

  it('mounts the export by NFS 4.2 where a web server is on NFS, and the volume where it is on Gluster', () => {
    assert.match(file('cluster21p/start'), /mount -t nfs4 -o vers=4\.2,hard nas:\/raid \/srv\/site/);
    assert.match(file('cluster24p/start'), /mount -t glusterfs .*gluster1:\/gv0 \/srv\/site/);
    assert.ok(!nodeOf('cluster21p').mounts.some(({ to }) => to === '/srv/site'));
  });

  it('puts the web servers of a real server on its network, and so behind its cable', () => {
    assert.equal(nodeOf('cluster31p').networkOf, 'cluster3');
    assert.deepEqual(nodeOf('cluster31p').links, []);
    assert.equal(spec.files['networks/cluster31p'], undefined);
  });

  it('leads clients to the four frontends and the statistics page of the virtual IP', () => {
    assert.deepEqual(
      spec.forwards.map(({ address, port }) => `${address}:${port}`),
      [80, 8000, 90, 9000, 7000].map((port) => `198.18.1.200:${port}`),
    );
  });

  it('keeps what nodes are told free of blanks and quotes, which would part words', () => {
    for (const { host } of spec.nodes) {
      assert.match(file(`nodes/${host}`), /^(\w+='[\w./:=, -]*'\n)+$/);
    }
  });

  it('has no default route in any node', () => {
    for (const text of Object.values(spec.files)) {
      assert.doesNotMatch(text, /route (add|replace) default/);
    }
  });

  it('lets Pacemaker have addresses and HAProxy where the cluster file says so', async () => {
    const { files } = specify(await shipped('vm-pacemaker'));
    assert.match(files['cluster1/resources.xml'] ?? '', /<group id="service">/);
    assert.equal(files['cluster1/keepalived.conf'], undefined);
  });
});
