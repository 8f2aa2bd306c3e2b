import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseOverride } from '../../src/core/document/override.js';
import { ProblemsError } from '../../src/core/errors.js';
import { loadScenario } from '../../src/scenario/loader.js';
import type { Scenario } from '../../src/scenario/types.js';
import { lines, problemsOf, temporaryFolder } from '../core/problems.js';
import { testVocabulary } from './vocabulary.js';

const fixture = (name: string) => join('test', 'scenario', 'fixtures', name);
const LEAST = 'name: x\npages: { home: { path: / } }\n';

describe('loading a scenario', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  async function load(text: string | Uint8Array, ...sets: readonly string[]): Promise<Scenario> {
    const file = join(folder(), 'scenario.yaml');
    await writeFile(file, text);
    const overrides = sets.map((set) => parseOverride(set));
    return (await loadScenario(file, testVocabulary, overrides)).value;
  }

  const complaints = async (text: string, ...sets: readonly string[]) =>
    lines(await problemsOf(() => load(text, ...sets)));

  it('reads what counts as an outage', async () => {
    const text = 'name: x\npages: { a: { path: / } }\nprobes: [{ page: a, frontend: f }]\n';
    const outages = async (written: string) => (await load(`${text}outages: ${written}\n`)).outages;
    assert.deepEqual(await outages('{ minimumFailures: 3 }'), { minimumFailures: 3, mergeOver: 0 });
    assert.deepEqual(await outages('{ mergeOver: 2 }'), { minimumFailures: 1, mergeOver: 2 });
    assert.equal((await complaints(`${text}outages: { minimumFailures: 0 }\n`)).length, 1);
  });

  it('refuses to repeat a time line that is not there', async () => {
    const text = 'name: x\npages: { a: { path: / } }\nprobes: [{ page: a, frontend: f }]\nrepeat: 2\n';
    assert.deepEqual(await complaints(text), [
      '4:9: there is neither load nor a fault on the time line to repeat (the cells of a matrix are repeated by matrix.repeat)',
    ]);
  });

  it('reads the example of the design, every field', async () => {
    const { value } = await loadScenario(fixture('design-example.yaml'), testVocabulary);
    assert.deepEqual(value, {
      name: 'failover-master',
      title: { en: 'Failover of the active director', es: 'Conmutación del nodo máster' },
      cluster: 'embedded',
      requires: ['director', 'vip'],
      pages: {
        static: {
          path: '/index.php',
          method: 'GET',
          headers: {},
          expect: { status: [200], contains: 'served by' },
        },
      },
      load: [
        {
          id: 'load-1',
          page: 'static',
          frontend: 'tcp',
          engine: 'native',
          atMs: 0,
          durationMs: 45_000,
          connections: 10,
          arrivals: 'constant',
          keepAlive: false,
          cookies: false,
          timeoutMs: 5000,
        },
      ],
      probes: [
        {
          id: 'probe-1',
          page: 'static',
          frontend: 'tcp',
          everyMs: 20,
          timeoutMs: 1000,
          connection: 'new',
          lanes: 1,
          cookies: false,
        },
      ],
      faults: [
        {
          id: 'unplug-master',
          inject: 'nic.unplug',
          target: ['director:active'],
          atMs: 10_000,
          jitterMs: 0,
          forMs: 15_000,
          with: {},
        },
      ],
      expect: [
        { metric: 'outage.max', comparison: '<', threshold: 5000, condition: '< 5s' },
        { metric: 'failover.count', comparison: '>=', threshold: 1, condition: '>= 1' },
        { metric: 'vip.overlap.max', comparison: '<', threshold: 500, condition: '< 500ms' },
        { metric: 'availability.time', comparison: '>=', threshold: 0.8, condition: '>= 80%' },
      ],
      matrix: {
        pages: ['static'],
        frontends: ['tcp', 'tcp-gluster'],
        requests: [1000, 5000, 10_000],
        concurrency: [1, 3, 5, 10, 20],
        conditions: [],
        blocksPerCondition: 1,
        exclude: [],
        engine: 'ab',
        keepAlive: false,
        repeat: 3,
        order: 'interleaved',
        warmup: 200,
        cooldownMs: 0,
        timeoutMs: 30_000,
      },
      conditions: [],
      integrity: [],
      outages: { minimumFailures: 1, mergeOver: 0 },
      regression: { margin: 0.05, margins: {}, pairs: 10, slices: 10 },
      settleMs: 2000,
      repeat: 1,
      cooldownMs: 10_000,
    } satisfies Scenario);
  });

  it('fills in everything that may be left out', async () => {
    const scenario = await load(`${LEAST}probes: [{ page: home, frontend: tcp }]`);
    assert.deepEqual(scenario.title, { en: 'x' });
    assert.equal(scenario.cluster, 'embedded');
    assert.deepEqual([scenario.load, scenario.faults, scenario.expect, scenario.requires], [[], [], [], []]);
    assert.equal('matrix' in scenario || 'durationMs' in scenario || 'description' in scenario, false);
  });

  it('means all pages where a matrix names none', async () => {
    const pages = 'pages: { a: { path: / }, b: { path: /b } }';
    const scenario = await load(
      `name: x\n${pages}\nmatrix: { frontends: tcp, requests: 10, concurrency: 2 }`,
    );
    assert.deepEqual(scenario.matrix?.pages, ['a', 'b']);
    assert.deepEqual(
      [scenario.matrix?.frontends, scenario.matrix?.requests, scenario.matrix?.concurrency],
      [['tcp'], [10], [2]],
    );
  });

  it('numbers what has no id of its own, faults for each name alone', async () => {
    const at = 'at: 1s, target: x';
    const scenario = await load(
      `name: x\nfaults:\n- { inject: nic.unplug, ${at} }\n- { inject: container.kill, ${at} }\n- { inject: nic.unplug, ${at} }`,
    );
    assert.deepEqual(
      scenario.faults.map((fault) => fault.id),
      ['nic.unplug-1', 'container.kill-1', 'nic.unplug-2'],
    );
  });

  it('reads records, with what may be left out', async () => {
    const scenario = await load(
      'name: x\nintegrity:\n- { frontend: f, write: "/w?{name}", read: "/r/{name}" }\n- { on: nas, folder: /srv/x, every: 1s, size: 64KiB, count: 9, slots: 3 }',
    );
    const usual = { everyMs: 200, timeoutMs: 2000, sizeBytes: 4096, slots: 0, patienceMs: 10_000 };
    assert.deepEqual(scenario.integrity, [
      {
        id: 'records-1',
        ...usual,
        to: { frontend: 'f', method: 'PUT', write: '/w?{name}', read: '/r/{name}' },
      },
      {
        id: 'records-2',
        ...usual,
        everyMs: 1000,
        sizeBytes: 65_536,
        count: 9,
        slots: 3,
        to: { on: 'nas', folder: '/srv/x' },
      },
    ]);
  });

  it('reads open-loop load, and lets it open connections', async () => {
    const scenario = await load(
      `${LEAST}load: [{ page: home, frontend: tcp, rate: 3000/m, arrivals: poisson, requests: 5 }]`,
    );
    const [step] = scenario.load;
    assert.deepEqual(
      [step?.ratePerSecond, step?.arrivals, step?.connections, step?.requests],
      [50, 'poisson', 100, 5],
    );
  });

  it("parses a fault's options by its own schema, defaults included", async () => {
    const scenario = await load(
      'name: x\nfaults: [{ inject: link.delay, at: 0, target: [a, "b:any"], with: { delay: 20ms } }]',
    );
    assert.deepEqual(scenario.faults[0]?.with, { delay: 20, jitter: 0 });
    assert.deepEqual(scenario.faults[0]?.target, ['a', 'b:any']);
  });

  it('reads conditions in the units of their metrics, several of one metric, and of one subject', async () => {
    const scenario = await load(`${LEAST}probes: [{ page: home, frontend: tcp }]
expect:
  outage.max[probe-1]: ["> 1s", "<= 3610ms"]
  availability.time: ">= 99.9%"
  balance.deviation: "< 10%"
  matrix.requests-per-second: ">= 3000/m"
  failover.count: "== 2"
`);
    assert.deepEqual(
      scenario.expect.map(({ metric, comparison, threshold }) => [metric, comparison, threshold]),
      [
        ['outage.max[probe-1]', '>', 1000],
        ['outage.max[probe-1]', '<=', 3610],
        ['availability.time', '>=', 0.999],
        ['balance.deviation', '<', 10],
        ['matrix.requests-per-second', '>=', 50],
        ['failover.count', '==', 2],
      ],
    );
  });

  it('reports everything that is wrong at once, each at its place and with a way out', async () => {
    const found = lines(
      await problemsOf(() => loadScenario(fixture('everything-wrong.yaml'), testVocabulary)),
    );
    assert.deepEqual(found, [
      '1:1: name is missing (expected a text)',
      '1:1: unknown key nam (did you mean name?)',
      '2:8: expected a text or a mapping, found 3',
      '3:1: unknown key foo (known keys: name, title, description, cluster, requires, pages, load, matrix, probes, integrity, faults, conditions, compare, outages, expect, regression, duration, settle, repeat, cooldown)',
      '5:19: expected a path such as /index.php, found "index" (it starts with one / and has no spaces and no #)',
      '5:26: unknown key expct (did you mean expect?)',
      '5:61: expected a number, found "abc"',
      '5:66: expected at most 599, found 900',
      '6:3: expected a name of letters, digits, dots, dashes and underscores that starts with a letter or digit, found "bad name"',
      '7:32: expected a regular expression, found "abc(" (Unterminated group)',
      '7:48: expected one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, found "GTE" (did you mean GET?)',
      '9:13: unknown page statc (did you mean static?)',
      '9:43: expected one of native, autocannon, ab, found "nativ" (did you mean native?)',
      '9:63: expected at least 1, found 0',
      '9:76: expected a duration such as 20ms, found 45 (add a unit: 45ms, 45s)',
      '9:80: unknown key conections (did you mean connections?)',
      '10:5: expected a mapping, found 7',
      '10:5: the load has neither duration nor requests (give exactly one of them)',
      '11:5: the load has neither duration nor requests (give exactly one of them)',
      '11:46: arrivals are of use with a rate only (add rate: 50/s, or remove arrivals)',
      '13:5: frontend is missing (expected a text)',
      '13:28: expected a duration such as 20ms, found 20 (add a unit: 20ms, 20s)',
      '13:41: expected a duration such as 20ms, found "1 s" (write 1s, with no space)',
      '13:53: expected a number, found "2" (write it without quotes)',
      '15:24: expected one of nic.unplug, container.kill, link.delay, found "nic.unplugg" (did you mean nic.unplug?)',
      '15:45: expected at least 1 item, found a list of 0',
      '16:5: at is missing (expected a duration such as 20ms)',
      '16:53: expected a duration such as 20ms, found 20 (add a unit: 20ms, 20s)',
      '16:57: unknown key jiter (did you mean jitter?)',
      '18:3: unknown metric outage.mx (did you mean outage.max?)',
      '19:19: expected a condition such as ">= 1", found 1 (put a comparison before it: ">= 1")',
      '20:16: expected a duration such as 20ms, found "5" (add a unit: 5ms, 5s)',
      '20:23: expected a condition such as "< 5s", found "5s" (put a comparison before it: "< 5s")',
      '21:22: expected a percentage such as 80%, or a number from 0 to 1, found "80" (did you mean 80%?)',
      '23:3: frontends is missing (expected a text or a list)',
      '23:3: the matrix has both duration and requests (give exactly one of them)',
      '23:11: unknown page statik (did you mean static?)',
      '25:18: expected a whole number, found 0.5',
      '27:21: pages of the matrix do not include sttik (did you mean statik?)',
      '27:28: unknown key x (known keys: condition, page, frontend, requests, concurrency)',
      '28:8: expected a duration such as 20ms, found nothing (give it a value or remove the key)',
    ]);
  });

  const refused: readonly (readonly [name: string, text: string, expected: string])[] = [
    [
      'a scenario that does nothing',
      'name: x',
      '1:1: the scenario does nothing (give it load, matrix, probes, integrity or faults)',
    ],
    [
      'a name that climbs out of its folder',
      'name: ../x\nfaults: [{ inject: nic.unplug, at: 1s, target: x }]',
      '1:7: expected a name of letters, digits, dots, dashes and underscores that starts with a letter or digit, found "../x"',
    ],
    [
      'a load that ends twice',
      `${LEAST}load:\n- { page: home, frontend: f, duration: 1s, requests: 3 }`,
      '4:3: the load has both duration and requests (give exactly one of them)',
    ],
    [
      'two items of one id',
      `${LEAST}probes:\n- { page: home, frontend: f, id: probe-2 }\n- { page: home, frontend: f }`,
      '5:3: the id probe-2 is taken by an earlier item (give each item an id of its own)',
    ],
    [
      'a fault after the end',
      'name: x\nduration: 5s\nfaults: [{ inject: nic.unplug, at: 5s, target: x }]',
      '3:36: it would start when the time line has ended (duration: 5s) (raise duration or lower at)',
    ],
    [
      'a latency limit that no answer can exceed',
      `${LEAST}probes: [{ page: home, frontend: f, latencyLimit: 1s }]`,
      '3:51: latencyLimit is not below timeout, so that no answer could exceed it (lower latencyLimit or raise timeout)',
    ],
    [
      'a missing option of a fault',
      'name: x\nfaults:\n- { inject: link.delay, at: 1s, target: x }',
      '3:3: delay is missing (expected a duration such as 20ms)',
    ],
    [
      'an identifying expression without a group',
      'name: x\npages: { a: { path: /, identify: abc } }\nprobes: [{ page: a, frontend: f }]',
      '2:34: expected a regular expression with a group, found "abc" (put what is to be taken in (…))',
    ],
    [
      'a page with an address',
      'name: x\npages: { a: { path: "http://h/x" } }\nprobes: [{ page: a, frontend: f }]',
      '2:21: expected a path such as /index.php, found "http://h/x" (the address belongs to a frontend of the cluster file)',
    ],
    [
      'records without a place',
      'name: x\nintegrity: [{ every: 1s }]',
      '2:13: the records have neither frontend nor on (frontend: with write and read, or on: with folder)',
    ],
    [
      'records in two places',
      'name: x\nintegrity: [{ frontend: f, on: nas, folder: /x, write: "/{name}", read: "/{name}" }]',
      '2:13: the records have both frontend and on (frontend: with write and read, or on: with folder)',
    ],
    [
      'records that cannot be read back',
      'name: x\nintegrity: [{ frontend: f, write: "/{name}" }]',
      '2:13: records with frontend need read (read: "/files/{name}")',
    ],
    [
      'records that all have one name',
      'name: x\nintegrity: [{ frontend: f, write: /up, read: "/{name}" }]',
      '2:35: no place for the name of a record (put {name} where it belongs)',
    ],
    [
      'pages of records on a host',
      'name: x\nintegrity: [{ on: nas, folder: /x, list: /l }]',
      '2:42: list is of no use with on',
    ],
    [
      'a folder that is relative',
      'name: x\nintegrity: [{ on: nas, folder: x }]',
      '2:32: expected a folder such as /srv/records, found "x" (it starts with /)',
    ],
    [
      'a misspelt key of records',
      'name: x\nintegrity: [{ on: nas, foldr: /x, folder: /x }]',
      '2:24: unknown key foldr (did you mean folder?)',
    ],
    [
      'a rate without its unit',
      `${LEAST}load: [{ page: home, frontend: f, requests: 1, rate: 50 }]`,
      '3:54: expected a rate such as 50/s, found 50 (add a unit: 50/s, 50/m)',
    ],
    [
      'an interval of nothing',
      `${LEAST}probes: [{ page: home, frontend: f, every: 0 }]`,
      '3:44: expected a duration such as 20ms, found 0 (at least 1ms)',
    ],
    [
      'a header over two lines',
      'name: x\npages: { a: { path: /, headers: { X-A: "b\\r\\nC: d" } } }\nprobes: [{ page: a, frontend: f }]',
      '2:40: expected a header value on one line, found "b\\r\\nC: d"',
    ],
  ];
  for (const [name, text, expected] of refused) {
    it(`refuses ${name}`, async () => {
      assert.deepEqual(await complaints(text), [expected]);
    });
  }

  it('allows a filter over numbers that an override took out of the matrix', async () => {
    const cells = 'requests: [100], concurrency: [1, 20], exclude: [{ requests: 10, concurrency: [20] }]';
    const scenario = await load(`${LEAST}matrix: { frontends: tcp, ${cells} }`);
    assert.deepEqual(scenario.matrix?.exclude, [{ requests: [10], concurrency: [20] }]);
  });

  it('reports a problem of an override at the override', async () => {
    const text = `${LEAST}probes:\n  - { page: home, frontend: tcp }\n`;
    const sets = [
      'probes.0.every=5',
      'matrix.requests=[1]',
      'expect.outage.mx=< 1s',
      'pages.hom.pth=/',
      'probes.9.every=1s',
    ];
    const file = join(folder(), 'scenario.yaml');
    await writeFile(file, text);
    const problems = await problemsOf(() =>
      loadScenario(
        file,
        testVocabulary,
        sets.map((set) => parseOverride(set)),
      ),
    );
    assert.deepEqual(
      problems.map((problem) => `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`),
      [
        '--set expect.outage.mx=< 1s:1:1: unknown metric outage.mx',
        '--set matrix.requests=[1]:1:1: frontends is missing',
        '--set matrix.requests=[1]:1:1: concurrency is missing',
        '--set pages.hom.pth=/:1:1: path is missing',
        '--set pages.hom.pth=/:1:1: unknown key pth',
        '--set probes.0.every=5:1:1: expected a duration such as 20ms, found 5',
        '--set probes.9.every=1s:1:1: the list has no item 9',
      ],
    );
  });

  it('overrides, and removes, before it checks', async () => {
    const text = `${LEAST}matrix: { frontends: tcp, requests: 1000, concurrency: 1 }`;
    const scenario = await load(text, 'matrix.requests=', 'matrix.duration=2s', 'expect.outage.max=>= 1s');
    assert.deepEqual([scenario.matrix?.requests, scenario.matrix?.durationMs], [[], 2000]);
    assert.equal(scenario.expect[0]?.threshold, 1000);
  });

  it('throws nothing but problems, with places within the file, for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
        await onlyProblems(bytes);
      }),
      { numRuns: 100 },
    );
  });

  it('throws nothing but problems, with places within the file, for any values under the known keys', async () => {
    const key = fc.constantFrom(
      'name',
      'title',
      'cluster',
      'requires',
      'pages',
      'load',
      'matrix',
      'probes',
      'faults',
      'expect',
      'duration',
      'settle',
      'outages',
      'repeat',
      'cooldown',
      'page',
      'frontend',
      'id',
      'at',
      'inject',
      'target',
      'with',
      'requests',
      'concurrency',
      'exclude',
      'outage.max',
      'path',
      'status',
    );
    const leaf = fc.oneof(
      fc.constantFrom(0, 1, 'x', '5s', 'link.delay', 'home', '< 5s', null, true, '/'),
      fc.string(),
      fc.double(),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
      ),
    }));
    const document = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 8 });
    await fc.assert(
      fc.asyncProperty(document, async (data) => {
        await onlyProblems(JSON.stringify(data, null, 1));
      }),
      { numRuns: 200 },
    );
  });

  async function onlyProblems(text: string | Uint8Array): Promise<void> {
    try {
      await load(text);
    } catch (error) {
      assert.ok(error instanceof ProblemsError, String(error));
      const lineCount = Buffer.from(text).toString().split('\n').length;
      for (const problem of error.problems) {
        assert.ok(problem.line >= 1 && problem.line <= lineCount, JSON.stringify(problem));
        assert.ok(problem.column >= 1, JSON.stringify(problem));
      }
    }
  }
});
