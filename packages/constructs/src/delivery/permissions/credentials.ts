import type { PolicyStatement } from "../../policy-document";
import type { CredentialSource, CredentialUse } from "../credential-options";
import { denySecrets } from "./read";

export interface CredentialPlace {
  readonly accountId: string;
  /** The region in which parameters and secrets lie. */
  readonly region: string;
}

/** Credentials of one stack's providers, and where they lie. */
export interface PlacedCredentials extends CredentialPlace {
  readonly sources: readonly CredentialSource[];
}

/**
 * ARNs of the parameters by which credentials are read. Parameter Store hands out secrets as well,
 * under a name of its own (Systems Manager user guide, "Referencing AWS Secrets Manager secrets from
 * Parameter Store parameters").
 */
const parameterArns = (placed: readonly PlacedCredentials[]): string[] =>
  unique(
    placed.flatMap(({ accountId, region, sources }) =>
      sources
        .map(parameterName)
        .filter((name) => name !== undefined)
        .map((name) => `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, "")}`),
    ),
  );

/** ARNs of the secrets among them. Six characters at the end are AWS's own. */
const secretArns = (placed: readonly PlacedCredentials[]): string[] =>
  unique(
    placed.flatMap(({ accountId, region, sources }) =>
      sources.flatMap((source) =>
        "secret" in source
          ? [`arn:aws:secretsmanager:${region}:${accountId}:secret:${source.secret}-??????`]
          : [],
      ),
    ),
  );

/** Name by which Parameter Store hands it out; undefined where it comes from elsewhere. */
export function parameterName(source: CredentialSource): string | undefined {
  if ("parameter" in source) return source.parameter;
  return "secret" in source ? `/aws/reference/secretsmanager/${source.secret}` : undefined;
}

/** Whose providers sign on with credentials. */
interface CredentialOwner {
  readonly credentials?: Readonly<Record<CredentialUse, PlacedCredentials>> | undefined;
}

/**
 * What providers besides AWS's sign on with to do one thing with stacks, and no other secret.
 *
 * @param settings ARNs of parameters that are no secrets
 */
export function secretsFor(
  owners: readonly CredentialOwner[],
  use: CredentialUse,
  settings: readonly string[],
): PolicyStatement[] {
  const placed = owners.flatMap(({ credentials }) => credentials?.[use] ?? []);
  const readable = [...settings, ...parameterArns(placed)];
  return [...useCredentials(placed), ...denySecrets(readable, secretArns(placed))];
}

/** To read them, and to have tokens made; nothing where there are none. */
export function useCredentials(placed: readonly PlacedCredentials[]): PolicyStatement[] {
  const parameters = parameterArns(placed);
  const secrets = secretArns(placed);
  const audiences = unique(
    placed.flatMap(({ sources }) =>
      sources.flatMap((source) => ("oidc" in source ? [source.oidc] : [])),
    ),
  );
  return [
    ...(parameters.length === 0
      ? []
      : [
          {
            // What providers besides AWS's sign on with.
            Sid: "ReadCredentials",
            Effect: "Allow" as const,
            Action: "ssm:GetParameter",
            Resource: parameters,
          },
          {
            // Those that are encrypted with keys of the account's own.
            Sid: "DecryptCredentials",
            Effect: "Allow" as const,
            Action: "kms:Decrypt",
            Resource: unique(
              placed.map((one) => `arn:aws:kms:${one.region}:${one.accountId}:key/*`),
            ),
            // Which ones that is, is said above and below: a role's own policies have 10,240 characters.
            Condition: {
              StringLike: {
                "kms:ViaService": ["ssm.*.amazonaws.com", "secretsmanager.*.amazonaws.com"],
              },
            },
          },
        ]),
    ...(secrets.length === 0
      ? []
      : [
          {
            // The same, out of Secrets Manager.
            Sid: "ReadSecretCredentials",
            Effect: "Allow" as const,
            Action: "secretsmanager:GetSecretValue",
            Resource: secrets,
          },
        ]),
    ...(audiences.length === 0
      ? []
      : [
          {
            // Says to those outside which role this is, for an hour at most.
            Sid: "ProveRole",
            Effect: "Allow" as const,
            Action: "sts:GetWebIdentityToken",
            Resource: "*",
            Condition: { "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": audiences } },
          },
        ]),
  ];
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
