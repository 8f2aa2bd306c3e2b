/** Everything that Docker keeps for the lab has this label, and is found and removed by it. */
export const LAB_LABEL = 'chaos.lab=docker';
export const HOST_LABEL = 'chaos.host';
export const SPEC_LABEL = 'chaos.spec';
export const FOLDER_LABEL = 'chaos.folder';

const PREFIX = 'chaos-';
/** The kernel's limit to the name of an interface. */
const MOST_BRIDGE_CHARACTERS = 15;

export function containerOf(host: string): string {
  return `${PREFIX}${host}`;
}

export function dockerNetworkOf(network: string): string {
  return `${PREFIX}${network}`;
}

/** The bridge of a network, by the same name where that is short enough. */
export function bridgeOf(network: string): string {
  return dockerNetworkOf(network).slice(0, MOST_BRIDGE_CHARACTERS);
}

export function volumeOf(name: string): string {
  return `${PREFIX}${name}`;
}
