import { watchingObserver } from './watching.js';

export const filesObserver = watchingObserver({
  name: 'files',
  summary: 'how many uploaded files each brick of each volume has, and a client sees',
  needs: 'storage hosts and a client whose folders can be read',
  watch: 'files',
});
