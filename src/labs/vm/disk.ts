import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from './folders.js';
import { hashOf, type Recipe } from './recipe.js';
import { runTool } from './run-tool.js';

const BOOTSTRAP_TIMEOUT_MS = 900_000;
const FILE_SYSTEM_TIMEOUT_MS = 180_000;

/** A disk that was built, with what QEMU boots it by. */
export interface Disk {
  readonly image: string;
  readonly kernel: string;
  readonly initrd: string;
}

/**
 * The disk of a recipe; builds it unless it is there (about two minutes).
 * @throws ChaosError LAB_FAILED with the last lines of what did not work
 */
export async function ensureDisk(recipe: Recipe, onProgress: (message: string) => void): Promise<Disk> {
  const folder = join(cacheFolder(), hashOf(recipe));
  if (!existsSync(folder)) {
    await mkdir(cacheFolder(), { recursive: true });
    const draft = await mkdtemp(join(cacheFolder(), 'draft-'));
    try {
      await buildDisk(recipe, draft, onProgress);
      await rename(draft, folder);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }
  return {
    image: join(folder, 'disk.img'),
    kernel: join(folder, 'vmlinuz'),
    initrd: join(folder, 'initrd.img'),
  };
}

async function buildDisk(
  recipe: Recipe,
  folder: string,
  onProgress: (message: string) => void,
): Promise<void> {
  const root = join(folder, 'root');
  const files = join(folder, 'files');
  await writeBaseFiles(recipe, files);
  onProgress(`building the disk: Debian ${recipe.suite} by mmdebstrap, once (about two minutes)`);
  await runTool(
    [
      'mmdebstrap',
      '--variant=minbase',
      `--include=${recipe.packages.join(',')}`,
      `--essential-hook=sync-in ${files} /`,
      ...recipe.finish.map((line) => `--customize-hook=chroot "$1" sh -c '${line}'`),
      recipe.suite,
      root,
    ],
    BOOTSTRAP_TIMEOUT_MS,
    { TMPDIR: folder },
  );
  onProgress('writing the disk');
  const boot = await readdir(join(root, 'boot'));
  for (const [name, prefix] of [
    ['vmlinuz', 'vmlinuz-'],
    ['initrd.img', 'initrd.img-'],
  ] as const) {
    await cp(join(root, 'boot', boot.find((file) => file.startsWith(prefix)) ?? name), join(folder, name));
  }
  await makeFileSystem(join(folder, 'disk.img'), recipe.sizeMiB, 'root', root);
  await rm(root, { recursive: true });
  await rm(files, { recursive: true });
}

async function writeBaseFiles({ files, masked }: Recipe, folder: string): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  for (const unit of masked) {
    await symlink('/dev/null', join(folder, '/etc/systemd/system', unit));
  }
}

/**
 * Writes a disk with an ext4 file system.
 * @param tree a folder whose content it gets; empty without it
 */
export async function makeFileSystem(
  image: string,
  sizeMiB: number,
  label: string,
  tree?: string,
): Promise<void> {
  const content = tree === undefined ? [] : ['-d', tree];
  await runTool(
    ['mke2fs', '-q', '-F', '-t', 'ext4', '-L', label, ...content, image, `${sizeMiB}M`],
    FILE_SYSTEM_TIMEOUT_MS,
  );
}
