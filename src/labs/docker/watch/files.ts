import { type MountedVolume, UPLOADS } from '../config/scripts.js';
import { ask } from './ask.js';
import { changePrinter } from './print-changes.js';

const PERIOD_MS = 2_000;

/**
 * Polls how many uploaded files each brick has, and how many a client sees through the mounted volumes.
 * @param hosts the hosts of the bricks, separated by commas
 * @param volumes each `name=brick's folder=mount point`
 */
export function watchFiles([hosts = '', client = '', ...volumes]: readonly string[]): void {
  const all = volumes.map((text): MountedVolume => {
    const [name = '', brick = '', mount = ''] = text.split('=');
    return { name, brick, mount };
  });
  for (const host of hosts.split(',')) {
    watchHost(
      host,
      host,
      all.map(({ name, brick }) => [name, brick]),
    );
  }
  watchHost(
    client,
    'client',
    all.map(({ name, mount }) => [name, mount]),
  );
}

function watchHost(host: string, as: string, folders: readonly (readonly [string, string])[]): void {
  const print = changePrinter();
  const subject = (volume: string) => `files:${volume}/${as}`;
  // A pointer to a file on another brick of a distributed volume has the sticky bit, and no content.
  const count = ([volume, folder]: readonly [string, string]) =>
    `echo ${volume} $(timeout 2 find ${folder}/${UPLOADS} -type f ! -perm -1000 2>/dev/null | wc -l)`;
  ask({
    host,
    script: folders.map(count).join('\n'),
    periodMs: PERIOD_MS,
    onAnswer: (lines) =>
      print(new Map(lines.map((line) => line.split(' ')).map(([name = '', n = '']) => [subject(name), n]))),
    onLost: () => print(new Map(folders.map(([volume]) => [subject(volume), 'unknown']))),
  });
}
