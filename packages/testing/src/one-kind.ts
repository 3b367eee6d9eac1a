/**
 * What was compiled of the packages, where a process has loaded sources of them as well: two classes
 * of one name would be two classes then, and `instanceof` fail by chance.
 *
 * @param files that the process has loaded
 */
export function mixedIn(files: readonly string[]): string[] {
  const sources = files.some((file) => /\/packages\/[\w-]+\/src\/.*\.ts$/.test(file));
  return sources ? files.filter((file) => /\/packages\/[\w-]+\/dist\//.test(file)) : [];
}
