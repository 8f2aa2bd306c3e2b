import { autocannonEngine } from '../../src/engines/autocannon.js';
import { nativeEngine } from '../../src/engines/native.js';
import type { LoadSpec } from '../../src/engines/types.js';
import type { LoadResult } from '../../src/history/types.js';
import { engineContext } from '../engines/support.js';
import { answer, ownTask } from './children.js';

/** One load of an engine of ours, in a process of its own, so that its processor time can be told. */
export interface EngineTask {
  readonly engine: 'native' | 'autocannon';
  readonly spec: LoadSpec;
}

export interface EngineRun {
  readonly result: LoadResult;
  /** Of the whole process while the load lasted, the start of its threads included. */
  readonly cpuMs: number;
  readonly rssMb: number;
  /** What was resident, second by second. */
  readonly residentMb: readonly number[];
}

const MB = 2 ** 20;

const { engine, spec } = ownTask<EngineTask>();
const residentMb: number[] = [];
const sampling = setInterval(() => residentMb.push(process.memoryUsage.rss() / MB), 1000);
const before = process.cpuUsage();
const result = await (engine === 'native' ? nativeEngine : autocannonEngine).run(
  spec,
  // What the harness writes to the history as it goes is not kept here either.
  engineContext({ onWindow: () => {}, onReading: () => {} }).context,
);
const { user, system } = process.cpuUsage(before);
clearInterval(sampling);
answer({
  result,
  cpuMs: (user + system) / 1000,
  rssMb: process.resourceUsage().maxRSS / 1024,
  residentMb,
} satisfies EngineRun);
process.disconnect?.();
