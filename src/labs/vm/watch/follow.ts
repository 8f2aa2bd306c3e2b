import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../../hosts/types.js';

const PAUSE_MS = 500;

/**
 * Runs a command on the machine again and again, and passes on its lines; the machine may be away meanwhile.
 * @param open reaches the machine, again where it was lost
 * @param onEnd called each time that the command ends
 */
export async function follow(
  open: () => Promise<Host>,
  argv: readonly string[],
  onLine: (line: string) => void,
  onEnd: () => void = () => {},
): Promise<never> {
  for (;;) {
    try {
      const host = await open();
      for await (const line of host.stream(argv).lines) {
        onLine(line);
      }
    } catch {
      // The machine is away, and may come back.
    }
    onEnd();
    await sleep(PAUSE_MS);
  }
}
