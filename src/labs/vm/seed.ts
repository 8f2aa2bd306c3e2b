import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFileSystem } from './disk.js';
import type { VmSpec } from './spec.js';

const SIZE_MIB = 16;
const SECRET = 0o600;

/** What ssh on the machine needs: its own key, and whose it lets in. */
export interface SeedKeys {
  readonly hostPrivateKey: string;
  readonly clientPublicKey: string;
}

/** Writes the disk that tells the machine which lab it is: scripts, configuration and keys. */
export async function writeSeed(spec: VmSpec, keys: SeedKeys, image: string, scratch: string): Promise<void> {
  const files = {
    ...spec.files,
    'ssh/host_key': keys.hostPrivateKey,
    'ssh/authorized_keys': keys.clientPublicKey,
  };
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(scratch, path)), { recursive: true });
      await writeFile(join(scratch, path), text, path.startsWith('ssh/') ? { mode: SECRET } : {});
    }
    await makeFileSystem(image, SIZE_MIB, 'seed', scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
