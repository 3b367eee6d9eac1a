import type { z } from "zod";
import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { deliveryMismatches } from "./check-delivery";
import { permissionMismatches } from "./check-permissions";
import { environmentSchema, type Environment, type EnvironmentInput } from "./environment";
import { hostMismatches } from "./hosts";
import { inherited } from "./inherited";
import { networkMismatches } from "./networks";
import { environmentPrefix, RESERVED_WORDS, SHARED_STATES, stateLocation } from "./names";
import {
  organizationSchema,
  type Organization,
  type OrganizationInput,
} from "./organization-schema";

/** Everything the app is built from, checked. */
export interface Configuration {
  readonly organization: Organization;
  readonly environments: readonly Environment[];
}

/**
 * Checks organization and environments, each on its own and against each other.
 * @throws ConfigurationError with every problem at once
 */
export function checkConfiguration(
  organizationInput: OrganizationInput,
  ownInputs: readonly EnvironmentInput[],
): Configuration {
  const problems: string[] = [];
  const environmentInputs = ownInputs.map((input) => inherited(organizationInput, input));
  const organization = parse(organizationSchema, "organization", organizationInput, problems);
  const environments = environmentInputs.map((input, index) =>
    parse(environmentSchema, labelOf(input, index), input, problems),
  );
  problems.push(...sharedNames(environmentInputs));
  for (const [path, got, expected] of networkMismatches(environmentInputs)) {
    problems.push(problem(path, got, expected));
  }
  if (organization) {
    problems.push(...environmentInputs.flatMap((input) => mismatches(organization, input)));
    for (const [path, got, expected] of deliveryMismatches(organization, environmentInputs)) {
      problems.push(problem(path, show(got), expected));
    }
    const checked = environments.filter((environment): environment is Environment => !!environment);
    for (const [path, got, expected] of [
      ...permissionMismatches(organization, checked),
      ...hostMismatches(organization, checked),
    ]) {
      problems.push(problem(path, got, expected));
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { organization: organization!, environments: environments as Environment[] };
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  label: string,
  input: unknown,
  problems: string[],
): z.output<Schema> | undefined {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  problems.push(...result.error.issues.flatMap((issue) => describe(label, input, issue)));
  return undefined;
}

function describe(label: string, input: unknown, issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      problem([label, ...issue.path, key], "an unknown option", issue.message),
    );
  }
  const value = issue.path.reduce((parent, key) => (parent as Tree | undefined)?.[key], input);
  return [problem([label, ...issue.path], show(value), expectation(issue))];
}

type Tree = Record<PropertyKey, unknown>;

const TYPE_NAMES: Readonly<Record<string, string>> = { object: "an object", array: "a list" };

/** zod's own messages where a rule gave none. */
export function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `one of ${issue.values.join(", ")}`;
    case "invalid_type":
      return TYPE_NAMES[issue.expected] ?? issue.message;
    case "invalid_key":
      return issue.issues[0]?.message ?? issue.message;
    default:
      return issue.message;
  }
}

/** Names that occur twice would put two environments into one state. */
function sharedNames(inputs: readonly EnvironmentInput[]): string[] {
  const names = inputs.map((input) => input?.name);
  return names
    .filter((name, index) => name !== undefined && names.indexOf(name) < index)
    .map((name) =>
      problem(["environments"], `${name} twice`, "every environment to have a name of its own"),
    );
}

function mismatches(organization: Organization, input: EnvironmentInput): string[] {
  const found: string[] = [];
  const { name, accountId } = input ?? {};
  if (typeof name !== "string") return found;
  if ((SHARED_STATES as readonly string[]).includes(name)) {
    found.push(problem([name, "name"], show(name), `another name: ${name}-stack exists already`));
  } else if ((RESERVED_WORDS as readonly string[]).includes(name.split("-")[0]!)) {
    found.push(
      problem(
        [name, "name"],
        show(name),
        `another first word: what is called ${organization.name}-${name.split("-")[0]}-... plans, applies or keeps what all environments share`,
      ),
    );
  }
  // ALB names have at most 32 characters (ELBv2 API, CreateLoadBalancer).
  const prefix = environmentPrefix(organization, name);
  if (prefix.length > 32) {
    found.push(
      problem(
        [name, "name"],
        show(name),
        `at most ${31 - organization.name.length} characters, as the load balancer ${prefix} may have 32`,
      ),
    );
  }
  const state = stateLocation(organization);
  if (state && typeof accountId === "string" && accountId !== state.accountId) {
    found.push(
      problem(
        [name, "accountId"],
        show(accountId),
        `${state.accountId}: its state lies in that account, in the bucket ${state.bucket}`,
      ),
    );
  }
  return found;
}

function labelOf(input: EnvironmentInput, index: number): string {
  return typeof input?.name === "string" && input.name !== ""
    ? input.name
    : `environments[${index}]`;
}

function problem(path: readonly PropertyKey[], got: string, expected: string): string {
  const where = path
    .map((key, index) =>
      typeof key === "number" ? `[${key}]` : index === 0 ? key : `.${String(key)}`,
    )
    .join("");
  return `${where}: got ${got}, expected ${expected}`;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string" && value !== "") return value;
  const text = JSON.stringify(value);
  return Array.isArray(value) && text.length > 60 ? `a list of ${value.length}` : text;
}
