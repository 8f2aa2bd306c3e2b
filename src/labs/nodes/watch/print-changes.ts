/**
 * Prints the states that differ from what was printed before, in the form that observers read: those of one look in one
 * line, since they are of one moment.
 */
export function changePrinter(): (states: ReadonlyMap<string, string>) => void {
  const printed = new Map<string, string>();
  return (states) => {
    const changed = [...states].filter(([subject, state]) => printed.get(subject) !== state);
    if (changed.length === 0) {
      return;
    }
    for (const [subject, state] of changed) {
      printed.set(subject, state);
    }
    process.stdout.write(`${JSON.stringify(changed.map(([subject, state]) => ({ subject, state })))}\n`);
  };
}
