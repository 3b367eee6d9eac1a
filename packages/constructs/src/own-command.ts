/**
 * A command of groundwork as messages, refusals and comments on pull requests name it. By `--no` npm
 * runs the one of this checkout or none: it never fetches a package of the same name from a registry.
 * Behind `--` the command gets what follows as it is. Without it npx takes the word after `--no` for
 * that option's value, and an option behind that for its own (npm's bin/npx-cli.js).
 *
 * @param line the command with its arguments and options, such as `unlock dev-stack`
 */
export const ownCommand = (line: string): string => `npx --no -- groundwork ${line}`;
