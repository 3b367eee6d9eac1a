import type { NamedChange } from "./shape";
import { CHANGES } from "./palette";
import type { Change } from "./resources";

/** How many changes of one part are told by name. */
const TOLD = 5;

/** Lines such as `~ task definition`, the gravest first; what does not fit is counted. */
export function changeLines(
  changes: readonly NamedChange[],
  told = TOLD,
): readonly { readonly text: string; readonly change: Change }[] {
  const sorted = (Object.keys(CHANGES) as Change[]).flatMap((change) =>
    changes.filter((one) => one.change === change),
  );
  const lines = sorted.map(({ change, name }) => ({
    change,
    text: `${CHANGES[change].sign} ${name}`,
  }));
  if (lines.length <= told) return lines;
  const shown = lines.slice(0, told - 1);
  const rest = sorted.slice(told - 1);
  return [...shown, { change: rest[0]!.change, text: `and ${counted(rest)}` }];
}

/** `1 destroyed, 2 changed` */
export function counted(changes: readonly { readonly change: Change }[]): string {
  return (Object.keys(CHANGES) as Change[])
    .map((change) => [changes.filter((one) => one.change === change).length, change] as const)
    .filter(([number]) => number > 0)
    .map(([number, change]) => `${number} ${CHANGES[change].word}`)
    .join(", ");
}
