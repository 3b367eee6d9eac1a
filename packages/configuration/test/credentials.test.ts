import { credentialsFor } from "@groundwork/constructs/delivery/options";
import { deliveryOwners } from "../src/delivery-owners";
import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { dev, problems } from "./problems";

const parameter = "/acme-credentials/dev/cloudflare";

const problemsWith = (credentials: object) => problems([{ ...dev, credentials }]);

test.each([
  ["a parameter", { CLOUDFLARE_API_TOKEN: { parameter } }],
  ["a secret", { DD_API_KEY: { secret: "acme-credentials/datadog", key: "api" } }],
  ["a token of the role", { ARM_OIDC_TOKEN: { oidc: "api://AzureADTokenExchange" } }],
  ["a variable of Terraform's", { TF_VAR_google_token: { oidc: "https://iam.example.com" } }],
  ["a registry's token", { TF_TOKEN_registry_acme_com: { parameter } }],
  [
    "one for each job",
    { GITHUB_TOKEN: { plan: { parameter }, apply: { parameter: "/x" }, review: { parameter } } },
  ],
])("%s is taken", (_, credentials) => {
  expect(problemsWith(credentials)).toEqual([]);
});

test.each([
  "AWS_SECRET_ACCESS_KEY",
  "AWS_ENDPOINT_URL",
  "TF_CLI_ARGS",
  "TF_LOG",
  "PATH",
  "HTTPS_PROXY",
  "NODE_OPTIONS",
  "LD_PRELOAD",
  "GROUNDWORK_STAND_INS",
  "STACKS",
  "cloudflare_token",
])("%s is no provider's", (variable) => {
  expect(problemsWith({ [variable]: { parameter } })).toEqual([
    expect.stringContaining(
      `dev.credentials.${variable}: got ${variable}, expected a variable that a provider reads`,
    ),
  ]);
});

test.each([
  ["a value", "hunter2"],
  ["an unknown source", { value: "hunter2" }],
  ["a half", { plan: { parameter } }],
  ["both at once", { parameter, secret: "x" }],
])("%s is refused, with what is taken", (_, given) => {
  const [problem, ...others] = problemsWith({ GITHUB_TOKEN: given });
  expect(others).toEqual([]);
  expect(problem).toContain("dev.credentials.GITHUB_TOKEN: got");
  expect(problem).toContain('{ parameter: "/name" }, { secret: "name", key: "..." }');
});

test.each([
  ["/acme/dev/cloudflare", "acme/dev/"],
  ["acme/dev/cloudflare", "acme/dev/"],
])("%s lies where tasks may read", (name, prefix) => {
  const given = name.startsWith("/") ? { parameter: name } : { secret: name };
  expect(problemsWith({ GITHUB_TOKEN: given })).toEqual([
    `dev.credentials.GITHUB_TOKEN: got ${name}, expected a name that does not begin with ${prefix}, below which the tasks of acme-dev may read: such as acme-credentials/dev/...`,
  ]);
});

test("a pull request has what is named for it alone", () => {
  const both = {
    A: { parameter: "/a" },
    B: { plan: { parameter: "/b" }, apply: { parameter: "/c" }, review: { parameter: "/d" } },
    C: { plan: { parameter: "/e" }, apply: { oidc: "x" } },
  };
  expect(credentialsFor(both, "plan")).toEqual({
    A: { parameter: "/a" },
    B: { parameter: "/b" },
    C: { parameter: "/e" },
  });
  expect(credentialsFor(both, "apply")).toMatchObject({ B: { parameter: "/c" }, C: { oidc: "x" } });
  expect(credentialsFor(both, "review")).toEqual({
    A: undefined,
    B: { parameter: "/d" },
    C: undefined,
  });
});

test("owners of states have them where they lie", () => {
  const credentials = { GITHUB_TOKEN: { parameter } };
  const owners = deliveryOwners(
    configuration({}, [
      environmentInput("dev", { credentials, region: "eu-west-1" }),
      environmentInput("prod"),
    ]),
  );
  const placed = { accountId: "111111111111", region: "eu-west-1" };
  expect(owners.flatMap(({ name, credentials: own }) => (own ? [[name, own]] : []))).toEqual([
    [
      "dev",
      {
        plan: { ...placed, sources: [{ parameter }] },
        apply: { ...placed, sources: [{ parameter }] },
        review: { ...placed, sources: [] },
      },
    ],
  ]);
});
