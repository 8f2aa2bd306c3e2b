import type { Language } from './types.js';

/**
 * Units are scaled here and nowhere else: everything before this is milliseconds, shares of 1 and rates
 * per second; everything after it is text for a reader.
 */
export interface Format {
  /** `2,250`; a value with a fraction is rounded. */
  integer(value: number): string;
  /** Exactly `decimals` digits after the separator, for columns. */
  fixed(value: number, decimals: number): string;
  /** `0.25 ms`, `12.3 ms`, `412 ms`, `3.12 s`, `2 min 5 s`. */
  duration(ms: number): string;
  /** `3.12 s [3.10, 3.14]`: as many digits as the width carries, bounds rounded outwards. */
  bounded(ms: number, lowMs: number, highMs: number): string;
  /** `2.61 to 3.61 s`, with the locale's word between the two. */
  range(lowMs: number, highMs: number): string;
  /** `[88.4%, 89.0%]` of two texts. */
  between(low: string, high: string): string;
  /** `[3.10, 3.14]`, in the unit that the numbers are in already. */
  brackets(low: number, high: number, decimals: number): string;
  /** A point on the run's clock or after a cause: `+3.11 s`, `−0.02 s`. */
  offset(ms: number): string;
  /** Seconds with two decimals, for columns that carry their unit in the head. */
  seconds(ms: number, decimals?: number): string;
  /** A share of 1 as percent; only a whole share reads 100%, whatever the rounding. */
  share(value: number): string;
  /** With one decimal below ten and none above, or as many as a column has. */
  percent(value: number, decimals?: number): string;
  /** `812/s`. */
  rate(perSecond: number): string;
}

interface Conventions {
  readonly tag: string;
  readonly percentSign: string;
  readonly to: string;
  readonly listSeparator: string;
}

const CONVENTIONS: Readonly<Record<Language, Conventions>> = {
  en: { tag: 'en-US', percentSign: '%', to: 'to', listSeparator: ',' },
  // A comma between the bounds would be read as a decimal separator.
  es: { tag: 'es-ES', percentSign: ' %', to: 'a', listSeparator: ';' },
};

const MINUS = '−';

export function formatFor(language: Language): Format {
  const conventions = CONVENTIONS[language];
  const fixed = fixedIn(conventions.tag);
  const between = (low: string, high: string) => `[${low}${conventions.listSeparator} ${high}]`;
  const seconds = (ms: number, decimals = 2) => fixed(ms / 1000, decimals);
  return {
    integer: (value) => fixed(Math.round(value), 0),
    fixed,
    seconds,
    duration: (ms) => durationText(ms, fixed),
    bounded: (ms, lowMs, highMs) => boundedText({ ms, lowMs, highMs }, fixed, between),
    range: (lowMs, highMs) => rangeText(lowMs, highMs, fixed, conventions.to),
    between,
    brackets: (low, high, decimals) => between(fixed(low, decimals), fixed(high, decimals)),
    offset: (ms) => `${ms < 0 ? MINUS : '+'}${seconds(Math.abs(ms))} s`,
    share: (value) => `${shareText(value, fixed)}${conventions.percentSign}`,
    percent: (value, decimals = Math.abs(value) < 10 ? 1 : 0) =>
      `${fixed(value, decimals)}${conventions.percentSign}`,
    rate: (perSecond) => `${fixed(perSecond, rateDecimals(perSecond))}/s`,
  };
}

type Fixed = (value: number, decimals: number) => string;

function fixedIn(tag: string): Fixed {
  const formats = new Map<number, Intl.NumberFormat>();
  return (value, decimals) => {
    let format = formats.get(decimals);
    if (format === undefined) {
      format = new Intl.NumberFormat(tag, {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
        signDisplay: 'negative',
      });
      formats.set(decimals, format);
    }
    return format.format(value).replace('-', MINUS);
  };
}

/** Units of a duration, each for values below `below` milliseconds. */
const UNITS = [
  { below: 1000, perUnit: 1, name: 'ms' },
  { below: 120_000, perUnit: 1000, name: 's' },
  { below: Number.POSITIVE_INFINITY, perUnit: 60_000, name: 'min' },
] as const;

function unitOf(ms: number): (typeof UNITS)[number] {
  return UNITS.find((unit) => Math.abs(ms) < unit.below) ?? UNITS[2];
}

function durationText(ms: number, fixed: Fixed): string {
  const unit = unitOf(ms);
  if (unit.name === 'min') {
    const whole = Math.round(ms / 1000);
    return `${fixed(Math.trunc(whole / 60), 0)} min ${fixed(Math.abs(whole % 60), 0)} s`;
  }
  const value = ms / unit.perUnit;
  return `${fixed(value, unit.name === 's' ? 2 : millisecondDecimals(value))} ${unit.name}`;
}

/** Three significant digits, none of them for show: 20 ms, 12.3 ms, 0.25 ms. */
function millisecondDecimals(value: number): number {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 100) {
    return 0;
  }
  return size >= 10 ? 1 : 2;
}

interface Bounded {
  readonly ms: number;
  readonly lowMs: number;
  readonly highMs: number;
}

function boundedText({ ms, lowMs, highMs }: Bounded, fixed: Fixed, between: Format['between']): string {
  const unit = UNITS[ms < 1000 ? 0 : 1];
  const decimals = decimalsForWidth((highMs - lowMs) / unit.perUnit, unit.name === 's' ? 2 : 0);
  const show = (value: number) => fixed(value, decimals);
  const low = roundOutwards(lowMs / unit.perUnit, decimals, 'down');
  const high = roundOutwards(highMs / unit.perUnit, decimals, 'up');
  return `${show(ms / unit.perUnit)} ${unit.name} ${between(show(low), show(high))}`;
}

/** So many decimals that the width of the bounds is at least two units of the last place; at most 3. */
function decimalsForWidth(width: number, least: number): number {
  if (width <= 0) {
    return least;
  }
  return Math.min(3, Math.max(least, Math.ceil(-Math.log10(width / 2))));
}

/** Rounded so that the printed bounds still hold the true ones; a hair of float noise does not count. */
function roundOutwards(value: number, decimals: number, direction: 'down' | 'up'): number {
  const scale = 10 ** decimals;
  const hair = 1e-6;
  const scaled = direction === 'down' ? Math.floor(value * scale + hair) : Math.ceil(value * scale - hair);
  return scaled / scale;
}

function rangeText(lowMs: number, highMs: number, fixed: Fixed, to: string): string {
  const unit = UNITS[highMs < 1000 ? 0 : 1];
  const decimals = unit.name === 's' ? 2 : 0;
  const show = (ms: number) => fixed(ms / unit.perUnit, decimals);
  return `${show(lowMs)} ${to} ${show(highMs)} ${unit.name}`;
}

/** Never rounded up: 99.996% must not read as 100%. */
function shareText(value: number, fixed: Fixed): string {
  if (value >= 1) {
    return fixed(100 * value, 0);
  }
  const missing = 1 - value;
  const decimals = Math.min(4, Math.max(1, Math.ceil(-Math.log10(missing * 100))));
  return fixed(roundOutwards(value * 100, decimals, 'down'), decimals);
}

function rateDecimals(perSecond: number): number {
  const size = Math.abs(perSecond);
  if (size === 0 || size >= 100) {
    return 0;
  }
  return size >= 10 ? 1 : 2;
}
