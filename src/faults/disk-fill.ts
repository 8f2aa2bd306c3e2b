import { z } from 'zod';
import { path, sizeBytes } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  folder: path().describe('a folder of the file system that is filled, for example /var/lib/glusterd'),
  leave: sizeBytes().default(0).describe('what stays free, for example 1MiB; nothing unless given'),
});

export const diskFill: FaultDefinition<z.infer<typeof options>> = {
  name: 'disk.fill',
  summary: 'fills a file system with one file; recovery removes it',
  targets: 'hosts reached as root',
  needs: 'disk',
  options,
  compose: (target, { folder, leave }) => control(target, 'disk').fill(target.host, folder, leave),
};
