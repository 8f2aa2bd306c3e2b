/**
 * The docker lab: the reference topology in containers, with the real programs.
 *
 *     cluster file ── specify ──> LabSpec ──┬── build ──> docker create, network create …
 *                                           └── compose ──> compose.yaml
 *
 * config/ writes the configuration of every program from the same plan as the embedded lab's; controls.ts
 * is what can be done to the nodes, watch/ what can be seen of them, take-down.ts removes everything by label.
 */
export { dockerLabHostKind } from './host.js';
export { dockerLab } from './lab.js';
