import { parameterName, secretsFor } from "../../src/delivery/permissions/credentials";
import type { CredentialSource } from "../../src/delivery/credential-options";
import { policyDocument } from "../../src/policy-document";
import { decision, type Request } from "@groundwork/testing/iam";

const place = { accountId: "111111111111", region: "eu-west-1" };
const arn = (service: string, resource: string) =>
  `arn:aws:${service}:eu-west-1:111111111111:${resource}`;

const owner = (...sources: CredentialSource[]) => {
  const placed = { ...place, sources };
  return { credentials: { plan: placed, apply: placed, review: { ...place, sources: [] } } };
};

/** What somebody may do who may do nothing else. */
const decide = (
  sources: readonly CredentialSource[],
  action: string,
  resource: string,
  context: Request["context"] = {},
  use: "plan" | "review" = "plan",
) =>
  decision(policyDocument(secretsFor([owner(...sources)], use, [arn("ssm", "parameter/own/*")])), {
    action,
    resource,
    context,
  });

const PARAMETER: CredentialSource = { parameter: "/acme-credentials/dev/cloudflare" };
const SECRET: CredentialSource = { secret: "acme-credentials/datadog" };
const TOKEN: CredentialSource = { oidc: "vault" };

test.each<[string, CredentialSource, string, string, string | undefined]>([
  [
    "its parameter",
    PARAMETER,
    "ssm:GetParameter",
    arn("ssm", "parameter/acme-credentials/dev/cloudflare"),
    "Allow",
  ],
  ["another", PARAMETER, "ssm:GetParameter", arn("ssm", "parameter/acme/dev/db"), "Deny"],
  ["its own settings", PARAMETER, "ssm:GetParameter", arn("ssm", "parameter/own/x"), undefined],
  [
    "any secret",
    PARAMETER,
    "secretsmanager:GetSecretValue",
    arn("secretsmanager", "secret:x"),
    "Deny",
  ],
  [
    "its secret",
    SECRET,
    "secretsmanager:GetSecretValue",
    arn("secretsmanager", "secret:acme-credentials/datadog-a1B2c3"),
    "Allow",
  ],
  [
    "its secret, as a parameter",
    SECRET,
    "ssm:GetParameter",
    arn("ssm", "parameter/aws/reference/secretsmanager/acme-credentials/datadog"),
    "Allow",
  ],
  [
    "one whose name begins alike",
    SECRET,
    "secretsmanager:GetSecretValue",
    arn("secretsmanager", "secret:acme-credentials/datadog-prod-a1B2c3"),
    "Deny",
  ],
])("who has a credential reads %s or not", (_, source, action, resource, expected) => {
  expect(decide([source], action, resource)).toBe(expected);
});

test("decrypts by way of Parameter Store and Secrets Manager alone", () => {
  const by = (service: string) =>
    decide([PARAMETER], "kms:Decrypt", arn("kms", "key/1"), {
      "kms:ViaService": `${service}.eu-west-1.amazonaws.com`,
    });
  expect(["ssm", "secretsmanager", "s3"].map(by)).toEqual(["Allow", "Allow", undefined]);
});

test("proves its role to whom it is meant for", () => {
  const asked = (audience: string) =>
    decide([TOKEN], "sts:GetWebIdentityToken", "*", { "sts:IdentityTokenAudience": [audience] });
  expect(asked("vault")).toBe("Allow");
  expect(asked("elsewhere")).toBeUndefined();
});

test("reads nothing for what it is not named for", () => {
  const resource = arn("ssm", "parameter/acme-credentials/dev/cloudflare");
  expect(decide([PARAMETER], "ssm:GetParameter", resource, {}, "review")).toBe("Deny");
});

test("Parameter Store hands out secrets under a name of its own", () => {
  expect(parameterName(SECRET)).toBe("/aws/reference/secretsmanager/acme-credentials/datadog");
  expect(parameterName(TOKEN)).toBeUndefined();
});
