/**
 * How the machine is wired to this one: two NICs on user networking, which needs no rights and can reach
 * nothing outside. One is for ssh; by the other, clients come in to the network of the virtual IP.
 */
export const UPLINK = {
  subnet: '198.19.0.0/24',
  hostAddress: '198.19.0.1',
  guestAddress: '198.19.0.2',
  guestNic: 'eth0',
  entryNic: 'eth1',
} as const;
