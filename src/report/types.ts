import type { Measurements } from '../measurements/types.js';

/**
 * A report format: a pure function from measurements to files. One file each, registered in
 * cli/catalog.ts; test/report/contract.ts holds them all to the same behaviour.
 */
export interface ReportFormat {
  readonly name: string;
  readonly summary: string;
  /** Files with paths relative to the run's folder. */
  render(measurements: Measurements, options: ReportOptions): Promise<readonly ReportFile[]>;
}

export interface ReportOptions {
  readonly language: Language;
}

export type Language = 'en' | 'es';

export interface ReportFile {
  readonly path: string;
  readonly content: string;
}
