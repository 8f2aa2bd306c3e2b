import { watchingObserver } from './watching.js';

export const bricksObserver = watchingObserver({
  name: 'bricks',
  summary: 'whether each storage brick is up, down or healing, and where it can be told, peers and volumes',
  needs: 'storage hosts that can be watched',
  watch: 'bricks',
});
