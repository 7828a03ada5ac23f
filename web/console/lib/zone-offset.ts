/** Minutes ahead of UTC as people write them: "UTC+8", "UTC−3:30". */
export function offsetOf(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? "−" : "+"}${hours}${rest === 0 ? "" : `:${`${rest}`.padStart(2, "0")}`}`;
}
