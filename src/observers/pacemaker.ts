import { watchingObserver } from './watching.js';

export const pacemakerObserver = watchingObserver({
  name: 'pacemaker',
  summary: 'nodes, resources, quorum and DC, as each node of Pacemaker believes',
  needs: 'hosts where crm_mon runs',
  watch: 'pacemaker',
});
