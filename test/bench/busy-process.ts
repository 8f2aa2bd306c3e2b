import { ownTask } from './children.js';

/** Keeps a core busy, and ends by itself: nobody has to be there to end it. */
const { forMs } = ownTask<{ readonly forMs: number }>();
const untilMs = performance.now() + forMs;
let spun = 0;
while (performance.now() < untilMs) spun = Math.sqrt(spun + 1);
