/**
 * A frame of a stack trace in what a team owns or in the packages, by its path in the checkout.
 * Libraries have folders of the same names.
 */
const OWN_FRAME =
  /^ +at (?!.*\bnode_modules\b)(?:.*[/(])?((?:(?:environments|packages|stacks)\/[\w./-]+|main)\.[jt]s:\d+):\d+\)?$/m;

/**
 * Where in this checkout an error was thrown, as `stacks/index.js:12`; of what was compiled from a
 * file at the top the file without `dist/`.
 *
 * @param stack as Node writes it
 * @returns undefined where all of it is Node's or a library's
 */
export const ownPlace = (stack: string): string | undefined => OWN_FRAME.exec(stack)?.[1];
