import assert from 'node:assert/strict';
import { packageRoot } from '../../../src/cli/package-root.js';
import { loadCluster } from '../../../src/cluster/loader.js';
import { waitUntilHealthy } from '../../../src/labs/vm/health.js';
import { hasCode } from '../../hosts/contract.js';

describe('the vm lab, while it comes up', () => {
  it('is not waited for when somebody takes it down, lest the next one be taken down for it', async () => {
    const sources = { searchDirs: [`${packageRoot()}/fixtures/clusters`], env: {}, cwd: '.', overrides: [] };
    const cluster = (await loadCluster('vm', sources)).value;
    // No lab has that port, whether one is up or not.
    const gone = { fingerprint: '', accelerator: 'tcg', sshPort: 0, cluster } as const;
    await assert.rejects(waitUntilHealthy(gone, { onProgress: () => {} }), hasCode('LAB_GONE'));
  });
});
