import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Why a brick is away: taken down, or its host's cable is out. */
export type BrickAbsence = 'down' | 'unreachable';

export interface BrickOptions {
  readonly root: string;
  readonly names: readonly string[];
  /** `up`, `down` or `healing:<pending>`. */
  readonly onState: (brick: string, state: string) => void;
}

interface Brick {
  readonly present: string;
  readonly away: string;
  readonly absences: Set<BrickAbsence>;
  returning: boolean;
}

/**
 * The replicas of the Gluster volume: one directory a brick. A brick that is away is a directory renamed
 * away, so that no web server finds it; before it comes back it is given what it missed.
 */
export class Bricks {
  readonly #bricks: ReadonlyMap<string, Brick>;

  constructor(private readonly options: BrickOptions) {
    this.#bricks = new Map(
      options.names.map((name) => {
        const present = join(options.root, name);
        return [name, { present, away: `${present}.away`, absences: new Set(), returning: false }];
      }),
    );
  }

  has(name: string): boolean {
    return this.#bricks.has(name);
  }

  /** Its directory while it is there, by brick. */
  get places(): ReadonlyMap<string, string> {
    return new Map([...this.#bricks].map(([name, { present }]) => [name, present]));
  }

  directories(): readonly string[] {
    return [...this.#bricks.values()].map((brick) => brick.present);
  }

  /** Entries that the brick lacks or has in an older form than another brick that is there. */
  pending(name: string): number {
    return this.#missedBy(name).length;
  }

  takeAway(name: string, because: BrickAbsence): void {
    const brick = this.#bricks.get(name);
    if (brick === undefined) {
      return;
    }
    brick.absences.add(because);
    if (existsSync(brick.present)) {
      renameSync(brick.present, brick.away);
    }
    this.options.onState(name, 'down');
  }

  /** Heals it and lets it in again, once nothing keeps it away. */
  async bringBack(name: string, because: BrickAbsence): Promise<void> {
    const brick = this.#bricks.get(name);
    if (
      brick === undefined ||
      !brick.absences.delete(because) ||
      brick.absences.size > 0 ||
      brick.returning
    ) {
      return;
    }
    brick.returning = true;
    await this.#heal(name, brick);
    brick.returning = false;
    if (brick.absences.size === 0) {
      renameSync(brick.away, brick.present);
      await this.#heal(name, brick);
      this.options.onState(name, 'up');
    }
  }

  async #heal(name: string, brick: Brick): Promise<void> {
    const missed = this.#missedBy(name);
    for (const [index, { file, from }] of missed.entries()) {
      if (brick.absences.size > 0) {
        return;
      }
      this.options.onState(name, `healing:${missed.length - index}`);
      copyWithTime(join(from, file), join(directoryOf(brick), file));
      // Lets the lab go on between two files.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #missedBy(name: string): { readonly file: string; readonly from: string }[] {
    const brick = this.#bricks.get(name);
    if (brick === undefined) {
      return [];
    }
    const newest = new Map<string, { file: string; from: string; changedMs: number }>();
    for (const other of this.#bricks.values()) {
      if (other !== brick && existsSync(other.present)) {
        for (const [file, changedMs] of filesIn(other.present)) {
          if (changedMs > (newest.get(file)?.changedMs ?? 0)) {
            newest.set(file, { file, from: other.present, changedMs });
          }
        }
      }
    }
    const own = filesIn(directoryOf(brick));
    return [...newest.values()].filter(({ file, changedMs }) => changedMs > (own.get(file) ?? 0));
  }
}

function directoryOf(brick: Brick): string {
  return existsSync(brick.present) ? brick.present : brick.away;
}

/** Relative paths with their times of last change in milliseconds. */
function filesIn(directory: string): Map<string, number> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(directory.length + 1), Math.round(statSync(path).mtimeMs)];
      }),
  );
}

/** The copy has the original's time, by which versions are told apart. */
function copyWithTime(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  const { atime, mtime } = statSync(from);
  utimesSync(to, atime, mtime);
}
