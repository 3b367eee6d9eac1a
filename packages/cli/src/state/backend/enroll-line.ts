import type { Environment } from "@groundwork/configuration";
import type { StateLocation } from "@groundwork/configuration/names";
import { enrollLine } from "../../core/aws/member";

/** The same line with the profile of the environment's own account before it. */
export const ownLine = (
  environment: Pick<Environment, "name" | "place" | "accountId">,
  location: Pick<StateLocation, "accountId">,
): string =>
  `AWS_PROFILE=<profile of ${environment.accountId}> ${enrollLine(environment, location)}`;
