import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { vocabulary } from '../../src/cli/catalog.js';
import { packageRoot } from '../../src/cli/package-root.js';
import { clusterJsonSchema } from '../../src/cluster/schema.js';
import { loadScenario } from '../../src/scenario/loader.js';
import { scenarioJsonSchema } from '../../src/scenario/schema.js';

const inPackage = (...path: string[]) => join(packageRoot(), ...path);
const yamlFiles = (folder: string) =>
  readdirSync(inPackage(folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => inPackage(folder, name));

describe('a shipped file', () => {
  for (const [kind, current] of [
    ['scenario', () => scenarioJsonSchema(vocabulary())],
    ['cluster', clusterJsonSchema],
  ] as const) {
    it(`is the JSON Schema of today's ${kind} files (npm run schemas writes it)`, () => {
      const committed: unknown = JSON.parse(
        readFileSync(inPackage('fixtures', 'schemas', `${kind}.schema.json`), 'utf8'),
      );
      assert.deepEqual(committed, JSON.parse(JSON.stringify(current())));
    });
  }

  for (const file of [...yamlFiles('scenarios'), ...yamlFiles('fixtures/clusters')]) {
    it(`tells an editor its schema: ${file.slice(packageRoot().length + 1)}`, () => {
      const [first = ''] = readFileSync(file, 'utf8').split('\n');
      const [, schema] = /^# yaml-language-server: \$schema=(.+)$/.exec(first) ?? [];
      assert.ok(schema, first);
      assert.doesNotThrow(() => readFileSync(resolve(dirname(file), schema)));
    });
  }

  for (const file of yamlFiles('scenarios')) {
    it(`is a scenario named as its file: ${file.slice(packageRoot().length + 1)}`, async () => {
      const { value } = await loadScenario(file, vocabulary(), []);
      assert.ok(file.endsWith(`/${value.name}.yaml`));
      assert.ok(value.title.es, 'it has no Spanish title');
      assert.match(
        readFileSync(inPackage('scenarios', 'README.md'), 'utf8'),
        new RegExp(`\\(${value.name}\\.yaml\\)`),
      );
    });
  }
});
