/** Prints each state that differs from what was printed before, in the form that observers read. */
export function changePrinter(): (states: ReadonlyMap<string, string>) => void {
  const printed = new Map<string, string>();
  return (states) => {
    for (const [subject, state] of states) {
      if (printed.get(subject) !== state) {
        printed.set(subject, state);
        process.stdout.write(`${JSON.stringify({ subject, state })}\n`);
      }
    }
  };
}
