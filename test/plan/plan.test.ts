import assert from 'node:assert/strict';
import { describePlan } from '../../src/plan/describe-plan.js';
import { hasCode } from '../hosts/contract.js';
import { planComplaints, planned } from './planned.js';

const PAGES = 'name: t\npages: { home: { path: /index.php } }\n';
const FRONTENDS_ONLY = 'name: mine\nfrontends: { site: { url: "http://127.0.0.1:18080" } }\n';
const MATRIX = `${PAGES}matrix: { frontends: [tcp, http], requests: [10, 20], concurrency: [1, 2], repeat: 2 }\n`;
const UNPLUG = `${PAGES}faults:\n  - { id: cut, at: 2s, inject: nic.unplug, target: "director:active", for: 1s }\n`;

describe('a plan', () => {
  it('needs no hosts for load and probes', async () => {
    const plan = await planned(`${PAGES}load: [{ page: home, frontend: site, duration: 1s }]\n`, {
      cluster: FRONTENDS_ONLY,
    });
    assert.equal(plan.loads[0]?.spec.url, 'http://127.0.0.1:18080/index.php');
    assert.equal(plan.durationMs, 3_000);
    assert.deepEqual(plan.observers, []);
  });

  it('holds the steps for every host that could be hit when the time comes', async () => {
    const [fault] = (await planned(UNPLUG)).faults;
    assert.deepEqual(Object.keys(fault?.actions ?? {}), ['cluster1', 'standby1', 'standby2']);
    assert.equal(fault?.selections[0]?.choice, 'active');
    for (const action of Object.values(fault?.actions ?? {})) {
      assert.ok(action.undo.length > 0);
    }
  });

  it('knows where records go, and says so', async () => {
    const paths = 'write: "/up?n={name}", read: "/f/{name}"';
    const plan = await planned(`name: t\nintegrity: [{ frontend: site, ${paths}, count: 7 }]\n`, {
      cluster: FRONTENDS_ONLY,
    });
    const [spec] = plan.integrity;
    assert.equal(spec?.place.kind === 'web' && spec.place.url, 'http://127.0.0.1:18080');
    assert.match(
      describePlan(plan).join('\n'),
      /records-1: 7 times 4KiB PUT http:\/\/127\.0\.0\.1:18080\/up\?n=\{name\} every 200ms, a name for each/,
    );
  });

  it('has no place for records on a host or frontend that is not there, nor on one without folders', async () => {
    assert.deepEqual(
      await planComplaints(
        'name: t\nintegrity:\n- { on: gluster, folder: /x }\n- { frontend: tcpp, write: "/{name}", read: "/{name}" }\n',
      ),
      [
        '3:9: cluster embedded has no host gluster to write records on (did you mean gluster1?)',
        '4:15: cluster embedded has no frontend tcpp (did you mean tcp?)',
      ],
    );
    await assert.rejects(
      planned('name: t\nintegrity: [{ on: gluster1, folder: /x }]\n'),
      hasCode('NO_FOLDERS'),
    );
  });

  it('is plain data', async () => {
    const plan = await planned(UNPLUG);
    assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
  });

  it('moves a fault by its jitter, the same for the same seed', async () => {
    const at = async (seed: number) =>
      (await planned(UNPLUG, { seed, set: ['faults.cut.jitter=1s'] })).faults[0]?.atMs ?? Number.NaN;
    const times = await Promise.all([1, 2, 3, 4, 5, 6].map(at));
    assert.equal(await at(1), times[0]);
    assert.ok(new Set(times).size > 3);
    assert.ok(times.every((time) => time >= 2_000 && time <= 3_000));
  });

  it('runs a time line several times, each with names, places and jitter of its own', async () => {
    const set = ['repeat=3', 'cooldown=4s', 'faults.cut.jitter=1s'];
    const plan = await planned(UNPLUG, { set });
    const { lengthMs = 0, ...rest } = plan.repetitions ?? {};
    assert.deepEqual(rest, { count: 3, cooldownMs: 4_000 });
    assert.equal(plan.durationMs, 3 * lengthMs + 2 * 4_000);
    assert.deepEqual(
      plan.faults.map(({ id, repeatOfTimeline }) => [id, repeatOfTimeline]),
      [
        ['cut', 1],
        ['cut#2', 2],
        ['cut#3', 3],
      ],
    );
    const offsets = plan.faults.map(({ atMs = Number.NaN }, index) => atMs - index * (lengthMs + 4_000));
    assert.ok(
      offsets.every((offset) => offset >= 2_000 && offset <= 3_000),
      `${offsets}`,
    );
    assert.ok(new Set(offsets).size > 1, `${offsets}`);
    assert.equal(plan.faults[0]?.atMs, (await planned(UNPLUG, { set: set.slice(2) })).faults[0]?.atMs);
    assert.match(describePlan(plan).join('\n'), /Time line \(3 times .* with 4s between\)/);
  });

  it('undoes a fault without an end at the end of its repeat', async () => {
    const once = await planned(UNPLUG, { set: ['faults.cut.for='] });
    const { faults, repetitions } = await planned(UNPLUG, { set: ['faults.cut.for=', 'repeat=2'] });
    assert.equal(once.faults[0]?.holdMs, undefined);
    const ends = faults.map(({ atMs = Number.NaN, holdMs = 0 }) => atMs + holdMs);
    const lengthMs = repetitions?.lengthMs ?? 0;
    assert.deepEqual(ends, [lengthMs, 2 * lengthMs + 10_000]);
  });

  it('runs every cell in every block, in another order for another seed', async () => {
    const order = async (seed: number) => (await planned(MATRIX, { seed })).cells.map(({ id }) => id);
    const [first, again, other] = [await order(1), await order(1), await order(2)];
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, other);
    assert.deepEqual([...first].sort(), [...other].sort());
    assert.ok(first.slice(0, 8).every((id) => id.endsWith('r1')));
    assert.equal(new Set(first).size, 16);
  });

  it('keeps the repetitions of a cell together when the order is sequential', async () => {
    const { cells } = await planned(MATRIX, { set: ['matrix.order=sequential'] });
    assert.deepEqual(
      cells.slice(0, 2).map(({ id }) => id),
      ['home-tcp-n10-c1-r1', 'home-tcp-n10-c1-r2'],
    );
  });

  it('warms each page and frontend up once, before its first cell', async () => {
    const { cells } = await planned(MATRIX, { set: ['matrix.warmup=5'] });
    const warmups = cells.filter(({ warmup }) => warmup);
    assert.deepEqual(warmups.map(({ frontend }) => frontend).sort(), ['http', 'tcp']);
    for (const warmup of warmups) {
      const first = cells.findIndex(({ frontend }) => frontend === warmup.frontend);
      assert.equal(cells[first], warmup);
      assert.equal(warmup.spec.requests, 5);
    }
  });

  it('is told in words, with every command', async () => {
    const text = describePlan(await planned(UNPLUG)).join('\n');
    assert.match(text, /at 2s fault cut: nic\.unplug on director:active for 1s, one of:/);
    assert.match(text, /inject {2}\[cluster1\] cable unplug external/);
    assert.match(text, /undo {4}\[cluster1\] cable plug external/);
  });
});

describe('a plan is not made', () => {
  it('of a frontend that the cluster does not have', async () => {
    const text = `${PAGES}probes: [{ page: home, frontend: tpc }]\n`;
    assert.deepEqual(await planComplaints(text), [
      '3:34: cluster embedded has no frontend tpc (did you mean tcp?)',
    ]);
  });

  it('of a requirement that the cluster does not offer', async () => {
    const text = `${PAGES}requires: [director, vip]\nprobes: [{ page: home, frontend: site }]\n`;
    const complaints = await planComplaints(text, { cluster: FRONTENDS_ONLY });
    assert.equal(complaints.length, 2);
    assert.match(complaints[0] ?? '', /^3:12: cluster mine offers no director/);
  });

  it('of a selector that matches nothing, and tells all at once', async () => {
    const text = `${PAGES}faults:
  - { at: 1s, inject: nic.unplug, target: clutser1 }
  - { at: 1s, inject: nic.unplug, target: "direcotr:active" }
`;
    const complaints = await planComplaints(text);
    assert.equal(complaints.length, 2, complaints.join('\n'));
    assert.match(complaints[0] ?? '', /^4:43: .*did you mean cluster1/);
    assert.match(complaints[1] ?? '', /^5:43: .*did you mean director/);
  });

  it('of a NIC that the host does not have', async () => {
    const text = `${PAGES}faults: [{ at: 1s, inject: nic.unplug, target: cluster1, with: { network: dmz } }]\n`;
    assert.match(
      (await planComplaints(text))[0] ?? '',
      /no NIC on network dmz \(it has: external, internal, heartbeat\)/,
    );
  });

  it('of a matrix whose cells are all left out', async () => {
    const complaints = await planComplaints(MATRIX, { set: ['matrix.exclude=[{ page: home }]'] });
    assert.match(complaints[0] ?? '', /the matrix has no cells left/);
  });

  it('of a load that the engine would misreport', async () => {
    const text = `${PAGES}load: [{ page: home, frontend: tcp, engine: autocannon, rate: 100/s, duration: 1s }]\n`;
    const complaints = await planComplaints(text);
    assert.equal(complaints.length, 1, complaints.join('\n'));
  });

  it('of a fault on a cluster that cannot be hit that way', async () => {
    const cluster = `${FRONTENDS_ONLY}hosts: { a: { via: docker, container: a, nics: { external: eth0 } } }\n`;
    const text = `${PAGES}faults: [{ at: 1s, inject: nic.unplug, target: a }]\n`;
    await assert.rejects(planned(text, { cluster }), hasCode('CONTROL_MISSING'));
  });
});
