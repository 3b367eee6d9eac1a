/** A time for people: `2026-11-21 03:35 (5 min ago)`, in their own time zone. */
export function when(time: Date, now: Date = new Date()): string {
  const local = new Date(time.valueOf() - time.getTimezoneOffset() * 60_000);
  return `${local.toISOString().slice(0, 16).replace("T", " ")} (${distance(time, now)})`;
}

function distance(time: Date, now: Date): string {
  const seconds = Math.round((now.valueOf() - time.valueOf()) / 1000);
  const text = duration(Math.abs(seconds));
  return seconds < 0 ? `in ${text}` : `${text} ago`;
}

/** `40 s`, `5 min`, `3 h`, `12 days` */
export function duration(seconds: number): string {
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
