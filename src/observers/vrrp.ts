import { watchingObserver } from './watching.js';

export const vrrpObserver = watchingObserver({
  name: 'vrrp',
  summary: "the state of each director's VRRP instances, by Keepalived's log",
  needs: 'directors whose Keepalived log can be read',
  watch: 'vrrp',
});
