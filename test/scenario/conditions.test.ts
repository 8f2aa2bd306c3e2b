import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadScenario } from '../../src/scenario/loader.js';
import type { Scenario } from '../../src/scenario/types.js';
import { lines, problemsOf, temporaryFolder } from '../core/problems.js';
import { testVocabulary } from './vocabulary.js';

const HEAD = `name: x
pages: { home: { path: / }, upload: { path: /up } }
`;
const MATRIX =
  'matrix: { frontends: [tcp, http], requests: 10, concurrency: 2, conditions: [healthy, cut] }\n';
const CUT = 'conditions:\n  cut: { inject: nic.unplug, target: a }\n';

describe('the conditions of a scenario', () => {
  const folder = temporaryFolder();

  async function load(text: string): Promise<Scenario> {
    const file = join(folder(), 'scenario.yaml');
    await writeFile(file, HEAD + text);
    return (await loadScenario(file, testVocabulary)).value;
  }

  const complaints = async (text: string) => lines(await problemsOf(() => load(text)));

  it('are read with what is not given filled in', async () => {
    const { conditions, matrix } = await load(MATRIX + CUT);
    assert.deepEqual(conditions, [
      {
        name: 'cut',
        parts: [
          { inject: 'nic.unplug', target: ['a'], with: {}, during: 'fault', settleMs: 0, atMostMs: 600_000 },
        ],
      },
    ]);
    assert.deepEqual([matrix?.conditions, matrix?.blocksPerCondition], [['healthy', 'cut'], 1]);
  });

  it('may be of several faults, with options, and with a load to recover from', async () => {
    const { conditions } = await load(`${MATRIX}conditions:
  cut:
    - { inject: link.delay, target: [a, b], with: { delay: 20ms }, settle: 2s, atMost: 1m }
    - inject: nic.unplug
      target: a
      during: recovery
      load: { page: upload, frontend: tcp, requests: 5 }
`);
    const [first, second] = conditions[0]?.parts ?? [];
    assert.deepEqual(
      [first?.with, first?.target, first?.settleMs, first?.atMostMs],
      [{ delay: 20, jitter: 0 }, ['a', 'b'], 2_000, 60_000],
    );
    assert.deepEqual(second?.load, { page: 'upload', frontend: 'tcp', requests: 5, connections: 1 });
  });

  it('may be left out of the matrix one by one, as --set does', async () => {
    const { matrix } = await load(MATRIX.replace('healthy, cut', 'healthy') + CUT);
    assert.deepEqual(matrix?.conditions, ['healthy']);
  });

  it('are told where a name is misspelt, taken or reserved', async () => {
    const text = `${MATRIX.replace('cut', 'cutt')}conditions:
  cut: { inject: nic.unplug, target: a }
  healthy: { inject: nic.unplug, target: a }
faults: [{ id: cut, at: 1s, inject: nic.unplug, target: a }]
`;
    assert.deepEqual(await complaints(text), [
      '3:87: unknown condition cutt (did you mean cut?)',
      '5:3: a fault on the time line has the id cut too (give one of them another name)',
      '6:3: healthy is the cluster with nothing done to it (choose another name)',
    ]);
  });

  it('are told where no cell is measured in any of them', async () => {
    assert.deepEqual(await complaints(MATRIX.replace(', conditions: [healthy, cut]', '') + CUT), [
      '5:3: no cell is measured in any of these conditions (name them in the matrix, for example conditions: [healthy, cut])',
    ]);
  });

  it('have faults whose options, pages and keys are checked as elsewhere', async () => {
    const text = `${MATRIX}conditions:
  cut: { inject: link.delay, target: a, with: { delay: 20 } }
  typo: { inject: nic.unplg, target: a }
  heal: { inject: nic.unplug, target: a, load: { page: uplaod, frontend: tcp, requests: 1 } }
`;
    const told = await complaints(text);
    assert.equal(told.length, 4, told.join('\n'));
    assert.match(told[0] ?? '', /^5:56: expected a duration such as 20ms, found 20/);
    assert.match(told[1] ?? '', /^6:19: .*nic\.unplug/);
    assert.ok(told.some((line) => /unknown page uplaod \(did you mean upload\?\)/.test(line)));
    assert.ok(told.some((line) => /a load while the fault holds is of use to a recovery only/.test(line)));
  });

  it('can be filtered by, and compared', async () => {
    const matrix = MATRIX.replace('conditions', 'exclude: [{ frontend: http, condition: cut }], conditions');
    const { compare, matrix: read } = await load(
      `${matrix}${CUT}compare: { by: condition, values: [healthy, cut] }\n`,
    );
    assert.deepEqual(compare, {
      by: 'condition',
      values: ['healthy', 'cut'],
      metrics: ['matrix.requestsPerSecond', 'matrix.p99'],
    });
    assert.deepEqual(read?.exclude, [{ frontend: ['http'], condition: ['cut'] }]);
  });

  it('cannot be compared with what the matrix does not have, nor anything with itself', async () => {
    const compare = (by: string, values: string) =>
      complaints(`${MATRIX}${CUT}compare: { by: ${by}, values: ${values} }\n`);
    assert.match(
      (await compare('frontend', '[tcp, htpp]')).join(),
      /do not include htpp \(did you mean http\?\)/,
    );
    assert.match((await compare('page', '[home, home]')).join(), /cannot be compared with itself/);
  });
});
