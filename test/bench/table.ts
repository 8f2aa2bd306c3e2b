/** Rows of cells in columns, numbers to the right; the first row is the heading. */
export function plainTable(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? '').length)),
  );
  const line = (row: readonly (string | number)[], heading: boolean) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column > 0 && (heading || typeof cell === 'number' || /^[\d-]/.test(cell))
          ? String(cell).padStart(width)
          : String(cell).padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return rows.map((row, index) => line(row, index === 0)).join('\n');
}

/** With so many decimals, or a dash for what there is none of. */
export function fixed(value: number | null | undefined, decimals = 1): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '-' : value.toFixed(decimals);
}
