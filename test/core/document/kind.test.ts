import assert from 'node:assert/strict';
import { kindOfDocument } from '../../../src/core/document/kind.js';

describe('telling the kind of a file', () => {
  const files = {
    'fixtures/clusters/minimal.yaml': 'cluster',
    'fixtures/clusters/thesis.yaml': 'cluster',
    'test/scenario/fixtures/design-example.yaml': 'scenario',
    'test/scenario/fixtures/everything-wrong.yaml': 'scenario',
    'test/cluster/fixtures/everything-wrong.yaml': 'cluster',
  };
  for (const [file, kind] of Object.entries(files)) {
    it(`takes ${file} for a ${kind}`, async () => {
      assert.equal(await kindOfDocument(file), kind);
    });
  }
});
