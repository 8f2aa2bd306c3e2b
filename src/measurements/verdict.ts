/** `unknown` is never `pass`. */
export type Verdict = 'pass' | 'fail' | 'unknown';

export type MetricUnit = 'ms' | 'count' | 'share' | 'per-second' | 'percent';
