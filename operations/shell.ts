/** A word of a command line; single quotes leave nothing to the shell but their own end. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
