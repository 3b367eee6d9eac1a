import type { z } from "zod";
import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { accountMismatches, readByMembers } from "./check-account";
import { dataMismatches } from "./data";
import { credentialMismatches } from "./credentials";
import { deliveryMismatches } from "./check-delivery";
import { ownerMismatches } from "./check-owner";
import { permissionMismatches } from "./check-permissions";
import { pipelineMismatches } from "./check-pipeline";
import {
  environmentSchema,
  withNetwork,
  type Environment,
  type EnvironmentInput,
  type ForeignNetworkEnvironment,
} from "./environment";
import { shown } from "@groundwork/constructs/shown";
import { foreignMismatches } from "./foreign-networks";
import { hostMismatches } from "./hosts";
import { copyMismatches, withCopiesOfImages } from "./image-copies";
import { inheriting } from "./inherited";
import { layerMismatches } from "./layer-names";
import { inEachPlace } from "./place-names";
import {
  inPlaces,
  networksOf,
  placeMismatches,
  readPlace,
  withDifferences,
  withPlaces,
} from "./places";
import { UNCOMPILED } from "@groundwork/constructs/option-rules";
import { plainData } from "./plain-data";
import { problem, problemsIn } from "@groundwork/constructs/problems";
import { networkMismatches } from "./networks";
import { routingMismatches, withRecords } from "./routing";
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
  ownInputs: readonly (EnvironmentInput | ForeignNetworkEnvironment)[],
): Configuration {
  const problems: string[] = [];
  const read = <Schema extends z.ZodType>(schema: Schema, label: string, input: unknown) => {
    const result = schema.safeParse(withDifferences(input), UNCOMPILED);
    if (!result.success) problems.push(...problemsIn(label, input, result.error.issues));
    return result.data;
  };
  const organization = read(organizationSchema, "organization", organizationInput);
  const inputs = list(ownInputs, problems).map(inheriting(organizationInput));
  const given = inputs.map((input) => ({
    input,
    inPlaces: inPlaces(input),
    data: plainData(input),
  }));
  const environments = given.map(({ input, inPlaces: { placed } }, index) => {
    const label = labelOf(input, index);
    const own = read(environmentSchema, label, input);
    const elsewhere = placed.flatMap((place) => readPlace(label, place, problems) ?? []);
    return own && withPlaces(withNetwork(own), elsewhere);
  });
  const environmentInputs = given.map(({ data }) => data);
  const inputsOfAll = given.flatMap(({ data, inPlaces: { placed } }) => [
    data,
    ...placed.map((place) => plainData(place.input)),
  ]);
  problems.push(...sharedNames(environmentInputs));
  for (const [path, got, expected] of networkMismatches(given.flatMap(networksOf))) {
    problems.push(problem(path, got, expected));
  }
  if (organization) {
    for (const [path, got, expected] of [
      ...environmentInputs.flatMap((input) => ownerMismatches(organization, input)),
      ...placeMismatches(organization, given),
      ...deliveryMismatches(organization, inputsOfAll),
    ]) {
      problems.push(problem(path, shown(got), expected));
    }
    const checked = environments.filter((environment): environment is Environment => !!environment);
    const everywhere = checked.flatMap(inEachPlace);
    for (const [path, got, expected] of [
      ...copyMismatches(organization, checked),
      ...foreignMismatches(organization, checked),
      ...accountMismatches(organization, checked),
      ...permissionMismatches(organization, everywhere),
      ...credentialMismatches(organization, checked),
      ...dataMismatches(organization, everywhere),
      ...hostMismatches(organization, everywhere),
      ...layerMismatches(checked),
      ...routingMismatches(checked),
      ...pipelineMismatches(organization, checked),
    ]) {
      problems.push(problem(path, got, expected));
    }
  }
  // What is wrong in an environment is wrong in each of its places.
  if (problems.length > 0) throw new ConfigurationError([...new Set(problems)]);
  const all = environments as Environment[];
  return {
    organization: readByMembers(withCopiesOfImages(organization!, all), all),
    environments: all.map(withRecords),
  };
}

function list(
  environments: readonly (EnvironmentInput | ForeignNetworkEnvironment)[],
  problems: string[],
): readonly EnvironmentInput[] {
  // Until it is checked, each may lack anything.
  if (Array.isArray(environments)) return environments as readonly EnvironmentInput[];
  problems.push(problem(["environments"], shown(environments), "a list, each environment in it"));
  return [];
}

/** Names that occur twice would put two environments into one state. */
function sharedNames(inputs: readonly EnvironmentInput[]): string[] {
  const names = inputs.map((input) => input?.name);
  return names
    .filter((name, index) => typeof name === "string" && names.indexOf(name) < index)
    .map((name) =>
      problem(["environments"], `${name} twice`, "every environment to have a name of its own"),
    );
}

function labelOf(input: EnvironmentInput, index: number): string {
  // One that would break the line of its problem is told of as a value alone.
  return typeof input?.name === "string" && shown(input.name) === input.name
    ? input.name
    : `environments[${index}]`;
}
