/** Variables that a plan hands on: the digest goes this way, and not through the bucket of plans. */
export const PLAN_VARIABLES = {
  id: "PLAN_ID",
  sha256: "PLAN_SHA256",
  summary: "PLAN_SUMMARY",
  /** "yes" or "no". */
  changes: "PLAN_CHANGES",
} as const;

/** What a place of an environment hands on in place of an id where it has nothing to apply. */
export const NO_PLAN = "none";

/** The variables of one place of an environment that has several: `PLAN_ID_0`, `PLAN_SHA256_0`. */
export const placeVariables = (index: number) => ({
  id: `${PLAN_VARIABLES.id}_${index}`,
  sha256: `${PLAN_VARIABLES.sha256}_${index}`,
});
