import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/cli/package-root.js';
import type { Subject } from '../../src/measurements/comparison/types.js';

/** What the same thing measured twice gave: fixtures/recordings/gate/README.md says how it was recorded. */
export interface RecordedNoise {
  /** Candidate and reference in turns, cell by cell, both the same. */
  readonly turns: {
    readonly sliceMs: number;
    readonly cells: readonly {
      readonly subject: Subject;
      readonly one: readonly (number | null)[];
      readonly other: readonly (number | null)[];
    }[];
  };
  /** Whole runs one after another, each one figure. */
  readonly runs: readonly { readonly subject: Subject; readonly figures: readonly number[] }[];
}

/** @param name of a recording in fixtures/recordings/gate, whose README says how it was made */
export function recordedNoise(name: string): RecordedNoise {
  const path = join(packageRoot(), 'fixtures', 'recordings', 'gate', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as RecordedNoise;
}
