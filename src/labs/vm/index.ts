/**
 * The vm lab: the reference topology with its storage, in one virtual machine with a kernel of its own.
 *
 *     recipe ── ensureDisk ──> a Debian disk, built once
 *     cluster file ── specify ──> VmSpec ── writeSeed ──> a small disk with scripts, configuration and keys
 *     both ── startQemu ──> the machine, whose boot script makes networks and nodes
 *
 * guest/ is what runs inside; controls.ts is what can be done to the nodes, watch/ what can be seen of them,
 * take-down.ts ends the machine and removes all that was made for it.
 */
export { vmLabHostKind } from './host.js';
export { vmLab } from './lab.js';
