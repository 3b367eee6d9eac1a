import type { EnvironmentInput, OrganizationInput } from "@groundwork/configuration";
import { configuration, environmentInput, github, pipeline } from "../../../src/configuration";
import { everything, everythingInRegistry } from "../../../src/everything";
import { stacksOf } from "../../../src/stacks";
import { synthStack } from "../../../src/synth";

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const MOST = 6144;

/** The lengths of the boundaries, by their names. */
function sizesOf(
  name: string,
  environments: EnvironmentInput[],
  more: Partial<OrganizationInput> = {},
): Record<string, number> {
  const json = synthStack(
    stacksOf(
      configuration(
        {
          name,
          registry: everythingInRegistry,
          delivery: { github, pipeline },
          ...more,
        },
        environments,
      ),
      { only: ["delivery-stack"] },
    )("delivery-stack"),
  );
  return Object.fromEntries(
    Object.values(json.resource["aws_iam_policy"]!)
      .filter(({ name: of }) => of.startsWith(`${name}-boundary-`))
      .map(({ name: of, policy }) => [of, policy.length]),
  );
}

/** Everything there is, under names of its own. */
const full = (name: string): EnvironmentInput => {
  const input = everything(name);
  const [web, ...services] = input.services!;
  return {
    ...input,
    loadBalancer: {
      ...input.loadBalancer,
      domain: { hostedZone: "example.com", name: `${name}.example.com` },
    },
    services: [
      {
        ...web!,
        http: { ...web!.http, hosts: [`www.${name}.example.com`, `*.${name}.example.com`] },
      },
      ...services,
    ],
  };
};

const names = (of: Record<string, number>) => Object.keys(of).toSorted();

test("with every option in use and the longest names they fit, and leave room", () => {
  const organization = "o".repeat(20);
  const sizes = sizesOf(organization, [full("e".repeat(11)), full("prod")], {
    // S3 user guide, "General purpose bucket naming rules"; `-logs` comes behind it.
    backend: { type: "s3", bucket: "s".repeat(58), lockTable: "l".repeat(64) },
  });
  expect(names(sizes)).toHaveLength(6);
  for (const [name, size] of Object.entries(sizes))
    expect([name, size < MOST]).toEqual([name, true]);
  // For what services are still to be given.
  expect(MOST - sizes[`${organization}-boundary-${"e".repeat(11)}`]!).toBeGreaterThan(250);
});

test("they do not grow with the number of environments", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => full(`staging${index}`));
  const few = sizesOf("acme", [full("dev"), ...many(1)]);
  const all = sizesOf("acme", [full("dev"), ...many(9)]);
  for (const name of names(few)) expect([name, all[name]]).toEqual([name, few[name]]);
});

test("where one is longer than IAM takes, the synth says which, why, and what to do", () => {
  const secrets = Object.fromEntries(
    Array.from({ length: 80 }, (_, index) => [
      `SECRET_${index}`,
      { secret: `team/secret-${index}` },
    ]),
  );
  const dev = (changes: object) =>
    sizesOf("acme", [
      environmentInput("dev", { services: [{ name: "web", http: {}, ...changes }] }),
    ]);
  expect(() => dev({ secrets })).toThrow(
    /the permissions boundary acme-boundary-dev: got \d{4} characters, expected at most 6144, which is what IAM takes; the longest parts: ReadSecrets \d{4}, .*; name parameters and secrets below acme\/dev\//,
  );
  // In the environment's own folder they need no line each.
  const own = Object.fromEntries(
    Array.from({ length: 80 }, (_, index) => [
      `SECRET_${index}`,
      { secret: `acme/dev/secret-${index}` },
    ]),
  );
  expect(dev({ secrets: own })["acme-boundary-dev"]).toBe(dev({})["acme-boundary-dev"]);
});
