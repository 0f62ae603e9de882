// What a run has measured, beside what it has checked: printed, because a figure is worth nothing unless somebody reads it.
export function report(what: string, value: string | number): void {
  process.stdout.write(`FIGURE ${what}: ${value}\n`);
}
