import { watchingObserver } from './watching.js';

export const containersObserver = watchingObserver({
  name: 'containers',
  summary: 'whether each container is running, stopped or paused',
  needs: 'containers that can be watched',
  watch: 'containers',
});
