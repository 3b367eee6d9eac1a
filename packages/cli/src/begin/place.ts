/*
 * What a region means for values as they are shipped, which are those of ap-northeast-2: letters of
 * its zones, and the time zone by which dev sleeps.
 */

/** The region of environments/ as it is shipped. */
export const SHIPPED_REGION = "ap-northeast-2";

/** The time zone of environments/ as it is shipped. */
export const SHIPPED_TIME_ZONE = "Asia/Seoul";

/**
 * Letters of the zones that new accounts get, where they are not a, b and c (AWS, "Regions and
 * Availability Zones": "supported Availability Zones"; us-west-1 gives an account two of its three).
 */
const ZONES: Readonly<Record<string, readonly string[]>> = {
  "ap-northeast-1": ["a", "c", "d"],
  "ca-central-1": ["a", "b", "d"],
  "us-west-1": ["a", "c"],
};

/**
 * Letters of zones in a region, in the place of others that it may not have.
 *
 * @returns the same letters where it has them
 */
export function zonesIn(region: string, letters: readonly string[]): readonly string[] {
  const there = ZONES[region] ?? ["a", "b", "c"];
  const isShipped = region === SHIPPED_REGION || letters.every((letter) => there.includes(letter));
  return isShipped ? letters : there.slice(0, letters.length);
}

/** The time zone of whoever is at this machine; where it has none, the one that means no place. */
export function timeZoneHere(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return /^(UTC|GMT|Etc\/.*)?$/.test(timeZone ?? "") ? "Etc/UTC" : timeZone;
}
