import satisfies from "semver/functions/satisfies";
import type { StateLocation } from "@groundwork/configuration";
import type { Engine } from "@groundwork/constructs/stack/oldest-engines";
import { warn } from "../core/outlet";
import type { Release } from "./release";

/** A fault of certain releases of Terraform or OpenTofu that matters here. */
interface Hazard {
  readonly check: string;
  readonly product: Engine;
  /** The releases that have it. */
  readonly range: string;
  readonly concerns: (location: Pick<StateLocation, "lock">) => boolean;
  readonly severity: "error" | "warning";
  readonly what: string;
  readonly why: string;
  readonly repair: string;
}

/** What is known of the release at hand, as doctor reports it. */
export interface KnownHazard extends Pick<
  Hazard,
  "check" | "severity" | "what" | "why" | "repair"
> {
  readonly about: "terraform";
}

const HAZARDS: readonly Hazard[] = [
  {
    // `dynamodb_table` is deprecated since 1.11.0 (hashicorp/terraform#36257), a warning that
    // `terraform output` swallowed until 1.15.0 put it on standard output, behind the outputs
    // (#38479, reported from CDKTF; #38484; #38512 for 1.15.1). 1.15.1 took it away from
    // `output -raw` alone (#38487), 1.15.2 from `output -json` (#38530; release notes of 1.15.2,
    // 2026-05-06). cdktf-cli 0.21 runs `terraform output -json` when an apply has ended, and gives
    // all of it to JSON.parse (@cdktf/cli-core, src/lib/models/terraform-cli).
    check: "terraform-output-warning",
    product: "Terraform",
    range: ">=1.15.0-alpha <1.15.2",
    concerns: ({ lock }) => lock !== "s3",
    severity: "error",
    what: "writes the warning that dynamodb_table is deprecated behind the JSON of terraform output -json",
    why: "cdktf deploy fails with Failed to parse terraform output, after an apply that succeeded",
    repair: 'install Terraform 1.15.2 or newer, or set lock: "s3" in environments/organization.ts',
  },
];

/** What is known of a release. */
export const hazardsOf = (release: Release, location: Pick<StateLocation, "lock">): KnownHazard[] =>
  HAZARDS.filter(
    ({ product, range, concerns }) =>
      product === release.product && isWithin(release.version, range) && concerns(location),
  ).map(({ check, severity, what, why, repair }) => ({
    check,
    severity,
    about: "terraform",
    what: `${release.product} ${release.version} ${what}`,
    why,
    repair,
  }));

/**
 * Says what is known of a release, before work begins that it does not stop.
 *
 * @param location of the states; undefined where they do not lie in S3
 */
export function warnOfHazards(release: Release, location: StateLocation | undefined): void {
  if (!location) return;
  for (const { what, why, repair } of hazardsOf(release, location))
    warn(`Warning: ${what}: ${why}. To mend it: ${repair}`);
}

/** Whether a release lies in a range, as `>1.11.4`. What is not a version lies in none. */
export const isWithin = (version: string, range: string): boolean =>
  satisfies(version, range, { includePrerelease: true });
