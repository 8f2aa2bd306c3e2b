import { fileURLToPath } from 'node:url';

/** The command that runs one of the lab's small programs, as a step of a plan and for people to type. */
export function program(
  name: 'disks' | 'power' | 'take-down' | 'watch',
  ...args: readonly string[]
): string[] {
  return [process.execPath, fileURLToPath(new URL(`./${name}-process.js`, import.meta.url)), ...args];
}
