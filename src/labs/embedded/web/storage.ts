import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** One directory or several replicas of it. A replica that is away does not exist. */
export class ReplicatedStorage {
  constructor(private readonly directories: readonly string[]) {}

  /** @returns undefined when no replica that is there has the file */
  read(path: string): Buffer | undefined {
    for (const directory of this.directories) {
      try {
        return readFileSync(join(directory, path));
      } catch {
        // The next replica may have it.
      }
    }
    return undefined;
  }

  /** Names of the files of a folder, in order; undefined when no replica that is there has it. */
  list(path: string): readonly string[] | undefined {
    for (const directory of this.directories) {
      try {
        return readdirSync(join(directory, path))
          .filter((name) => !name.startsWith('.'))
          .sort();
      } catch {
        // The next replica may have it.
      }
    }
    return undefined;
  }

  /** Any replica is there. */
  get readable(): boolean {
    return this.directories.some((directory) => existsSync(directory));
  }

  /** To every replica that is there. @returns false when they are no quorum, more than half of all */
  write(path: string, content: Buffer): boolean {
    const present = this.directories.filter((directory) => existsSync(directory));
    if (2 * present.length <= this.directories.length) {
      return false;
    }
    const changed = new Date();
    const written = present.filter((directory) => writeWhole(join(directory, path), content, changed));
    return 2 * written.length > this.directories.length;
  }

  /** From every replica that is there. @returns whether any of them had it */
  remove(path: string): boolean {
    const files = this.directories.map((directory) => join(directory, path)).filter(existsSync);
    for (const file of files) {
      rmSync(file, { force: true });
    }
    return files.length > 0;
  }
}

/** Readers see the old file or the new one. False when the replica went away meanwhile. */
function writeWhole(path: string, content: Buffer, changed: Date): boolean {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    writeFileSync(draft, content);
    utimesSync(draft, changed, changed);
    renameSync(draft, path);
    return true;
  } catch {
    return false;
  }
}
