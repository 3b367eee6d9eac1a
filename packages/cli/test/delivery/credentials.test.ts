import type { CredentialSource, CredentialUse } from "@groundwork/constructs/delivery/options";
import { credentialReader, NotForReviewError } from "../../src/delivery/credentials";
import type { AwsClients } from "../../src/state/clients";

interface Answers {
  /** What Parameter Store answers, by name. */
  readonly parameters?: Readonly<Record<string, object | Error>>;
  readonly token?: string | Error;
}

/** What was asked for, in order. */
const asked: string[] = [];
beforeEach(() => asked.splice(0));

function reader(
  given: Readonly<Record<string, CredentialSource | undefined>>,
  { parameters = {}, token = "ey.token" }: Answers = {},
  use: CredentialUse = "plan",
  env: NodeJS.ProcessEnv = {},
) {
  const answer = <Value>(value: Value | Error): Value => {
    if (value instanceof Error) throw value;
    return value;
  };
  const clients = {
    ssm: {
      send: async ({ input }: { input: { Name: string; WithDecryption: boolean } }) => {
        asked.push(`${input.Name} ${input.WithDecryption}`);
        return { Parameter: answer(parameters[input.Name] ?? named("ParameterNotFound")) };
      },
    },
    sts: {
      send: async ({ input }: { input: { Audience: string[] } }) => {
        asked.push(input.Audience.join());
        return { WebIdentityToken: answer(token) };
      },
    },
  } as unknown as AwsClients;
  const context = { name: "dev", region: "eu-west-1", use, env };
  return credentialReader(clients, Object.entries(given), context);
}

const named = (name: string) => Object.assign(new Error("what AWS says"), { name });
const secure = (Value: string) => ({ Type: "SecureString", Value });

const PARAMETER = { parameter: "/acme-credentials/cloudflare" };
const SECRET = { secret: "datadog", key: "api" };
const STORED = "/aws/reference/secretsmanager/datadog";

test("each variable has what is read for it, once, and a mask for it", async () => {
  const read = reader(
    { CLOUDFLARE_API_TOKEN: PARAMETER, DD_API_KEY: SECRET, ARM_OIDC_TOKEN: { oidc: "azure" } },
    {
      parameters: {
        [PARAMETER.parameter]: secure("cf-secret-token"),
        [STORED]: secure('{"api":"dd-secret-key","other":"x"}'),
      },
    },
  );
  const { variables, mask } = await read();
  expect(variables).toEqual({
    CLOUDFLARE_API_TOKEN: "cf-secret-token",
    DD_API_KEY: "dd-secret-key",
    ARM_OIDC_TOKEN: "ey.token",
  });
  expect(mask("got cf-secret-token and dd-secret-key, not ok")).toBe(
    "got (sensitive value) and (sensitive value), not ok",
  );
  await read();
  expect(asked).toEqual([`${PARAMETER.parameter} true`, `${STORED} true`, "azure"]);
});

test("a token is asked for anew when it has grown old", async () => {
  jest.useFakeTimers();
  try {
    const read = reader({ ARM_OIDC_TOKEN: { oidc: "azure" } });
    await read();
    jest.advanceTimersByTime(299_000);
    await read();
    expect(asked).toHaveLength(1);
    jest.advanceTimersByTime(2000);
    await read();
    expect(asked).toHaveLength(2);
  } finally {
    jest.useRealTimers();
  }
});

test("what is set already stays as it is", async () => {
  const read = reader({ GITHUB_TOKEN: PARAMETER }, {}, "plan", { GITHUB_TOKEN: "mine" });
  expect((await read()).variables).toEqual({});
  expect(asked).toEqual([]);
});

test.each<[string, CredentialSource, Answers, string]>([
  [
    "is missing",
    PARAMETER,
    {},
    "dev.credentials.X: got no parameter /acme-credentials/cloudflare in eu-west-1, expected one: aws ssm put-parameter --type SecureString --name /acme-credentials/cloudflare --value file://...",
  ],
  [
    "is closed",
    PARAMETER,
    { parameters: { [PARAMETER.parameter]: named("AccessDeniedException") } },
    "dev.credentials.X: got no access to the parameter /acme-credentials/cloudflare in eu-west-1 (AccessDeniedException), expected to read it here to plan. Roles of workflows may, after a person has applied delivery-stack (packages/docs/provider-credentials.md)",
  ],
  [
    "is no secret",
    PARAMETER,
    { parameters: { [PARAMETER.parameter]: { Type: "String", Value: "hunter2" } } },
    "dev.credentials.X: got the parameter /acme-credentials/cloudflare in eu-west-1 as a String, expected a SecureString",
  ],
  [
    "is a secret without the key",
    SECRET,
    { parameters: { [STORED]: secure('{"app":"hunter2"}') } },
    "dev.credentials.X: got the secret datadog in eu-west-1 without the key api, expected a text there",
  ],
  [
    "is a secret without JSON",
    SECRET,
    { parameters: { [STORED]: secure("hunter2") } },
    "dev.credentials.X: got the secret datadog in eu-west-1 with no JSON in it, expected the key api",
  ],
  [
    "is a token that the account makes none of",
    { oidc: "azure" },
    { token: named("OutboundWebIdentityFederationDisabledException") },
    "dev.credentials.X: got no token for azure, as the account makes none. Expected it to: aws iam enable-outbound-web-identity-federation",
  ],
  [
    "is something that nobody here knows of",
    PARAMETER,
    { parameters: { [PARAMETER.parameter]: named("InternalServerError") } },
    "dev.credentials.X: the parameter /acme-credentials/cloudflare: InternalServerError: what AWS says",
  ],
])("one line says what is wrong with one that %s", async (_, source, answers, expected) => {
  const error: unknown = await reader({ X: source }, answers)().catch((one: unknown) => one);
  expect((error as Error).message).toBe(expected);
});

test("of several that are wrong each is told", async () => {
  const error: unknown = await reader({ A: PARAMETER, B: { oidc: "azure" }, C: PARAMETER })().catch(
    (one: unknown) => one,
  );
  expect((error as Error).message.split("\n")).toEqual([
    expect.stringContaining("dev.credentials.A: got no parameter"),
    expect.stringContaining("dev.credentials.C: got no parameter"),
  ]);
});

test("a pull request's plan has none but its own, and asks for none", async () => {
  const read = reader({ A: undefined, B: { oidc: "azure" } }, {}, "review");
  await expect(read()).rejects.toThrow(NotForReviewError);
  await expect(read()).rejects.toThrow(
    /^dev\.credentials: got no credential .* in A, expected review/,
  );
  expect(asked).toEqual([]);
});
