import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FILES } from './web/site.js';

/**
 * How many uploaded files each brick of the replicated volume has, and a client sees, by subject; `unknown` for a
 * brick that is away.
 */
export function countFiles(volume: string, bricks: ReadonlyMap<string, string>): Map<string, string> {
  const counts = [...bricks].map(([name, directory]) => [name, uploadsIn(directory)] as const);
  const present = counts.flatMap(([, count]) => count ?? []);
  const client = present.length === 0 ? undefined : Math.max(...present);
  return new Map(
    [...counts, ['client', client] as const].map(([name, count]) => [
      `files:${volume}/${name}`,
      count === undefined ? 'unknown' : String(count),
    ]),
  );
}

function uploadsIn(directory: string): number | undefined {
  try {
    return readdirSync(join(directory, FILES)).filter((name) => !name.startsWith('.')).length;
  } catch {
    return undefined;
  }
}
