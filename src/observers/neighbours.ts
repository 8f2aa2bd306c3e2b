import { watchingObserver } from './watching.js';

export const neighboursObserver = watchingObserver({
  name: 'neighbours',
  summary: "at which host's hardware address the clients' side believes each virtual IP to be",
  needs: 'a lab whose network this machine is on',
  watch: 'neighbours',
});
