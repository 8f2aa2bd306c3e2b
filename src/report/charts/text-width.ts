/** Widths of Helvetica's characters as shares of the font size, by class (Adobe's Core 14 font metrics, rounded). */
const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/[ijl'|]/, 0.22],
  [/[ft.,:;!()[\]/\\ \-I]/, 0.3],
  [/[rst]/, 0.38],
  [/[mM]/, 0.83],
  [/[wWOQGCD%@]/, 0.75],
  [/[A-Z&+=<>→×]/, 0.67],
];

const ORDINARY = 0.556;

/**
 * The width of a text in pixels, close enough to lay out a chart where there is no canvas to measure with.
 * Vega's own guess without a canvas is 0.8 em for every character, half as much again as the truth.
 */
export function textWidth(text: string, fontSize: number): number {
  const ems = [...text].reduce((sum, character) => sum + emsOf(character), 0);
  return ems * fontSize;
}

function emsOf(character: string): number {
  return CLASSES.find(([pattern]) => pattern.test(character))?.[1] ?? ORDINARY;
}
