import { watchingObserver } from './watching.js';

export const vipOwnerObserver = watchingObserver({
  name: 'vip-owner',
  summary: 'who owns each virtual IP: one host, none, or more than one',
  needs: 'hosts whose addresses can be watched',
  watch: 'addresses',
});
