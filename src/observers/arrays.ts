import { watchingObserver } from './watching.js';

export const arraysObserver = watchingObserver({
  name: 'arrays',
  summary: 'which members of each RAID array are up, and whether it rebuilds',
  needs: 'storage hosts whose arrays can be watched',
  watch: 'arrays',
});
