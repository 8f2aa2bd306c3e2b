import type { Engine, LoadSpec } from '../../src/engines/types.js';

/** Answers at once, and tells of each load that it was to send. */
export function toyEngine(sent: (spec: LoadSpec) => void, change: Partial<Engine> = {}): Engine {
  return {
    name: 'toy',
    summary: '',
    unsupported: () => [],
    describe: () => '',
    preflight: async () => {},
    run: async (spec) => {
      sent(spec);
      return {
        requests: 1,
        durationMs: 1,
        outcomes: { ok: 1 },
        nonTwoXx: 0,
        bytes: 1,
        partial: false,
        doubts: [],
      };
    },
    ...change,
  };
}
