/** A chart as data: a Vega-Lite specification that is a pure function of the measurements. */
export interface Chart {
  /** File name and anchor, unique within a report. */
  readonly id: string;
  readonly section: 'timeline' | 'comparison' | 'matrix' | 'balance';
  /** The page it is about, where a section goes page by page. */
  readonly page?: string;
  readonly title: string;
  /** What the picture shows, for those who cannot see it. */
  readonly description: string;
  /** How to read it, where that does not go without saying. */
  readonly notes: readonly string[];
  readonly spec: Spec;
}

/** A part of a Vega-Lite specification. Names given by users go into data values only, never into expressions. */
export type Spec = Readonly<Record<string, unknown>>;

export interface Datum {
  readonly [field: string]: string | number | boolean | null;
}

export function dataOf(values: readonly Datum[]): Spec {
  return { data: { values } };
}

/** Coordinates need no more digits than a picture can show. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** A colour that stands in the data itself: layers that share a scale would mix up their colours. */
export const WRITTEN_COLOUR: Spec = { field: 'fill', type: 'nominal', scale: null, legend: null };
