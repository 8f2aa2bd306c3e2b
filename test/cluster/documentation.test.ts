import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCluster } from '../../src/cluster/loader.js';
import { clusterJsonSchema } from '../../src/cluster/schema.js';
import { describedKeys } from '../core/described-keys.js';
import { blocksOf } from '../core/documentation.js';
import { lines, problemsOf, temporaryFolder } from '../core/problems.js';

const FILE = 'docs/cluster-file.md';

describe(FILE, () => {
  const folder = temporaryFolder();

  async function load(text: string) {
    const file = join(folder(), 'example.yaml');
    await writeFile(file, text);
    return loadCluster(file, { searchDirs: [], env: { HAPROXY_PASSWORD: 'x' } });
  }

  it('has examples that load', async () => {
    const examples = (await blocksOf(FILE)).filter(({ language }) => language === 'yaml');
    assert.equal(examples.length, 2);
    for (const { text } of examples) {
      await load(text);
    }
  });

  it('shows the problems that its wrong example has', async () => {
    const blocks = await blocksOf(FILE);
    const wrong = blocks.find(({ language }) => language === 'yaml wrong')?.text ?? '';
    const shown = blocks.find(({ language }) => language === 'text')?.text ?? '';
    assert.equal(`${lines(await problemsOf(() => load(wrong))).join('\n')}\n`, shown);
  });

  it('mentions every key', async () => {
    const page = await readFile(FILE, 'utf8');
    const missing = describedKeys(clusterJsonSchema())
      .map(({ key }) => key)
      .filter((key) => !new RegExp(`(^|[\`.{ ])${key}[\`:.]`, 'm').test(page));
    assert.deepEqual(missing, []);
  });
});
