import assert from 'node:assert/strict';
import { scenarioJsonSchema } from '../../src/scenario/schema.js';
import { describedKeys } from '../core/described-keys.js';
import { testVocabulary } from './vocabulary.js';

describe("a scenario's JSON Schema", () => {
  const schema = scenarioJsonSchema(testVocabulary);

  it('describes every key', () => {
    const silent = describedKeys(schema).filter(({ description }) => description === undefined);
    // The options of faults are the catalog's to describe.
    assert.deepEqual(
      silent.map(({ path }) => path).filter((path) => !path.includes('allOf')),
      [],
    );
  });

  it('asks for a name alone', () => {
    assert.deepEqual(schema.required, ['name']);
  });

  it('gives each fault the options of its own', () => {
    const text = JSON.stringify(schema);
    assert.match(text, /"if":\{"properties":\{"inject":\{"const":"link\.delay"\}\}/);
    assert.match(text, /"delay":\{"anyOf":\[\{"type":"string","pattern":/);
  });

  it('is plain data that survives being written', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
  });
});
