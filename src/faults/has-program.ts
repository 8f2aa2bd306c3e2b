import { check, script } from '../hosts/controls/steps.js';
import type { Check } from '../hosts/types.js';

/** The host has a program, wherever its PATH finds it. */
export function hasProgram(host: string, program: string): Check {
  return check(host, script('command -v "$1" >/dev/null', program), `${host} has the program ${program}`);
}
