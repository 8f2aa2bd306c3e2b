import { type MountedVolume, UPLOADS, VOLUMES } from '../config/scripts.js';

/** A place where files are counted: a storage host's bricks, or a client's mounts. */
export interface CountedPlace {
  readonly host: string;
  /** What it is called in subjects. */
  readonly as: string;
  readonly folders: readonly (readonly [volume: string, folder: string])[];
}

/**
 * @param hosts the hosts of the bricks, separated by commas
 * @param volumes each `name=brick's folder=mount point`
 */
export function countedPlaces([hosts = '', client = '', ...volumes]: readonly string[]): CountedPlace[] {
  const all = volumes.map((text): MountedVolume => {
    const [name = '', brick = '', mount = ''] = text.split('=');
    return { name, brick, mount };
  });
  const bricks = all.map(({ name, brick }) => [name, brick] as const);
  return [
    ...hosts.split(',').map((host) => ({ host, as: host, folders: bricks })),
    { host: client, as: 'client', folders: all.map(({ name, mount }) => [name, mount] as const) },
  ];
}

/**
 * By the shell alone, in a process that can be given up where the volume hangs. A pointer to a file on another brick of
 * a distributed volume has the sticky bit, and no content.
 */
const COUNT =
  'n=0; for file in "$1"/*; do [ ! -f "$file" ] || [ -k "$file" ] || n=$((n + 1)); done; echo "$2 $n"';

/** A shell script that prints a volume's name and how many files are there, a line each. */
export function countFiles({ folders }: CountedPlace): string {
  const count = ([volume, folder]: readonly [string, string]) =>
    `timeout 2 sh -c '${COUNT}' count ${folder}/${UPLOADS} ${volume} || echo ${volume} unknown`;
  return folders.map(count).join('\n');
}

/** What the script printed as states; all unknown without it. */
export function fileStates({ as, folders }: CountedPlace, lines?: readonly string[]): Map<string, string> {
  const counts = lines?.map((line) => line.split(' ')) ?? folders.map(([volume]) => [volume, 'unknown']);
  return new Map(counts.map(([volume = '', count = '']) => [`files:${volume}/${as}`, count]));
}

/** Each volume as the watch of files is told of it: `name=brick's folder=mount point`. */
export function volumesMounted(): string[] {
  return VOLUMES.map(({ name, brick, mount }) => `${name}=${brick}=${mount}`);
}
