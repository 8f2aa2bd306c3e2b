import { watchingObserver } from './watching.js';

export const balancersObserver = watchingObserver({
  name: 'balancers',
  summary: 'whether each balancer runs, and what it holds of its servers, by its own socket',
  needs: 'balancers whose sockets can be reached',
  watch: 'balancers',
});
