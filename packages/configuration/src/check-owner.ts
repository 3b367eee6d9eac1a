import { environmentSchema, type EnvironmentInput } from "./environment";
import { environmentPrefix, RESERVED_WORDS, SHARED_STATES } from "./names";
import type { Organization } from "./organization-schema";

type Mismatch = [path: PropertyKey[], got: unknown, expected: string];

/**
 * What an organization expects of the name of an environment, which goes into names beside its own,
 * and into that of the state. Path, what was got, what was expected.
 */
export function ownerMismatches(organization: Organization, input: EnvironmentInput): Mismatch[] {
  const { name } = input ?? {};
  // What is wrong by itself was told before.
  if (!environmentSchema.shape.name.safeParse(name).success) return [];
  const expected = [nameTaken(organization, name), nameTooLong(organization, name)].filter(
    (found) => found !== undefined,
  );
  return expected.map((text): Mismatch => [[name, "name"], name, text]);
}

function nameTaken(organization: Organization, name: string): string | undefined {
  if ((SHARED_STATES as readonly string[]).includes(name)) {
    return `another name: ${name}-stack exists already`;
  }
  const word = name.split("-")[0]!;
  return (RESERVED_WORDS as readonly string[]).includes(word)
    ? `another first word: what is called ${organization.name}-${word}-... plans, applies or keeps what all environments share`
    : undefined;
}

/** ALB names have at most 32 characters (ELBv2 API, CreateLoadBalancer). */
function nameTooLong(organization: Organization, name: string): string | undefined {
  const prefix = environmentPrefix(organization, name);
  return prefix.length > 32
    ? `at most ${31 - organization.name.length} characters, as the load balancer ${prefix} may have 32`
    : undefined;
}
