import type { ReportFormat } from './types.js';

/** Measurements.json: the measurements as they are, whatever the reader's language. */
export const jsonReport: ReportFormat = {
  name: 'json',
  summary: 'measurements.json, everything that was measured, for programs',
  async render(measurements) {
    return [{ path: 'measurements.json', content: `${prettyJson(measurements)}\n` }];
  },
};

const WIDTH = 120;

/** Indented JSON in which whatever fits on a line is on one: a series of a thousand points stays readable. */
export function prettyJson(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value);
  if (
    flat === undefined ||
    flat.length + indent.length <= WIDTH ||
    value === null ||
    typeof value !== 'object'
  ) {
    return flat ?? 'null';
  }
  const deeper = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item) => `${deeper}${prettyJson(item, deeper)}`)
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${deeper}${JSON.stringify(key)}: ${prettyJson(item, deeper)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}
