import { watchingObserver } from './watching.js';

export const bondsObserver = watchingObserver({
  name: 'bonds',
  summary: 'how many links of each bond are up, and which one is active',
  needs: 'hosts whose bonds can be watched',
  watch: 'bonds',
});
