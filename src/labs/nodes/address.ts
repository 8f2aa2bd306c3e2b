/** Where a node is on one network. */
export interface NodeAddress {
  readonly network: string;
  readonly address: string;
}
