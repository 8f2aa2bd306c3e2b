import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadScenario } from '../../src/scenario/loader.js';
import { scenarioJsonSchema } from '../../src/scenario/schema.js';
import { describedKeys } from '../core/described-keys.js';
import { blocksOf } from '../core/documentation.js';
import { lines, problemsOf, temporaryFolder } from '../core/problems.js';
import { testVocabulary } from './vocabulary.js';

const FILE = 'docs/scenario-file.md';
/** What a fragment of the page leaves out. */
const PARTS = {
  'name:': 'name: example\n',
  'pages:': 'pages: { static: { path: / }, dynamic: { path: /pi.php } }\n',
  'probes:': 'probes: [{ page: static, frontend: tcp }]\n',
};

describe(FILE, () => {
  const folder = temporaryFolder();

  async function write(text: string): Promise<string> {
    const file = join(folder(), 'example.yaml');
    await writeFile(file, text);
    return file;
  }

  it('has examples that load', async () => {
    const examples = (await blocksOf(FILE)).filter(({ language }) => language === 'yaml');
    assert.ok(examples.length >= 7);
    for (const { text } of examples) {
      const missing = Object.entries(PARTS).filter(([key]) => !new RegExp(`^${key}`, 'm').test(text));
      await loadScenario(await write(text + missing.map(([, part]) => part).join('')), testVocabulary);
    }
  });

  it('shows the problems that its wrong example has', async () => {
    const blocks = await blocksOf(FILE);
    const wrong = await write(blocks.find(({ language }) => language === 'yaml wrong')?.text ?? '');
    const shown = blocks.find(({ language }) => language === 'text')?.text ?? '';
    assert.equal(`${lines(await problemsOf(() => loadScenario(wrong, testVocabulary))).join('\n')}\n`, shown);
  });

  it('mentions every key', async () => {
    const page = await readFile(FILE, 'utf8');
    const ofFaults = new Set(['delay', 'network']);
    const missing = describedKeys(scenarioJsonSchema(testVocabulary))
      .map(({ key }) => key)
      .filter((key) => !ofFaults.has(key) && !new RegExp(`(^|[\`.{ ])${key}[\`:.]`, 'm').test(page));
    assert.deepEqual(missing, []);
  });
});
