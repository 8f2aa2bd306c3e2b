import assert from 'node:assert/strict';
import { parseBalancerStatistics } from '../../src/observers/balancer-statistics.js';

const CSV = `# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,status,weight
tcp,FRONTEND,,,1,2,2000,30,10,20,OPEN,
tcp,cluster21p,0,0,0,1,,10,5,6,UP,1
tcp,cluster22p,0,0,2,3,,12,5,6,UP 1/3,1
tcp,cluster23p,0,0,0,1,,8,5,6,MAINT (via x/y),1
tcp,BACKEND,0,0,1,2,200,30,10,20,UP,3
`;

describe('parseBalancerStatistics', () => {
  it('reads the servers by the names of the columns', () => {
    assert.deepEqual(parseBalancerStatistics(CSV), [
      { proxy: 'tcp', server: 'cluster21p', status: 'UP', sessionsTotal: 10, sessionsNow: 0 },
      { proxy: 'tcp', server: 'cluster22p', status: 'UP', sessionsTotal: 12, sessionsNow: 2 },
      { proxy: 'tcp', server: 'cluster23p', status: 'MAINT', sessionsTotal: 8, sessionsNow: 0 },
    ]);
  });

  it('refuses what is not statistics', () => {
    assert.throws(() => parseBalancerStatistics('<html>'), /not HAProxy statistics/);
  });
});
