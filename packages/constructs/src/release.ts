/**
 * Exact releases, as `6.40.0`. The package semver knows ranges and pre-releases as well, which are
 * refused here, and loading it would take longer than all that a synth asks of this.
 */
const RELEASE = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

export const isRelease = (text: string): boolean => RELEASE.test(text);

/** Whether a release is another one or came after it. */
export function isAtLeast(release: string, least: string): boolean {
  const [numbers, others] = [release, least].map((text) => text.split(".").map(Number));
  const at = numbers!.findIndex((number, index) => number !== others![index]);
  return at < 0 || numbers![at]! > others![at]!;
}
