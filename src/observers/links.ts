import { watchingObserver } from './watching.js';

export const linksObserver = watchingObserver({
  name: 'links',
  summary: "whether each host's cable is in",
  needs: 'links that can be watched',
  watch: 'links',
});
