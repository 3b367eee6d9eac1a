import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { checkConfiguration } from "../src/check";
import type { EnvironmentInput } from "../src/environment";
import type { OrganizationInput } from "../src/organization-schema";

export const organization: OrganizationInput = {
  name: "acme",
  accountId: "111111111111",
  owner: "platform",
};

export const dev: EnvironmentInput = {
  name: "dev",
  network: { cidr: "10.10.0.0/16", zones: ["a", "c"], connectable: false },
};

export const web = { name: "web" };

/** The problems that a check of a configuration finds; none when it is sound. */
export function problemsOf(check: () => unknown): readonly string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/** Those of environments, in an organization that is sound. Input is as untyped as a mistake is. */
export const problems = (environments: unknown[], changes: object = {}): readonly string[] =>
  problemsOf(() =>
    checkConfiguration({ ...organization, ...changes }, environments as EnvironmentInput[]),
  );
