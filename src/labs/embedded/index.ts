/**
 * The embedded lab: the reference topology emulated in user space on 127.0.0.1.
 *
 *     harness ── lab-process (switch, keeper, bricks, control socket) ── director-process × directors
 *                                                                     └─ web-process × web servers
 *
 * plan.ts says what is built from a cluster file; network/ carries every byte between nodes; director/ is
 * VRRP and the balancer; web/ the site; controls.ts what can be done to it, commands.ts how.
 */
export { embeddedHostKind } from './host.js';
export { embeddedLab } from './lab.js';
