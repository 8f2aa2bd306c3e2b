/** How real the cluster is that a run measured; printed with every result. */
export type Fidelity = 'embedded' | 'docker' | 'vm' | 'live';
