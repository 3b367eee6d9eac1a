import { ownerOfStack } from "@groundwork/configuration/place-names";
import {
  credentialsFor,
  parameterName,
  type CredentialSource,
  type CredentialUse,
} from "@groundwork/constructs/delivery/options";
import { loadConfiguration } from "../core/configured";
import { answerOf, awsError } from "../core/aws/error";
import { HindranceError } from "../core/aws/hindrance";
import { emulatorEndpoint } from "../core/endpoint";
import { OperationError } from "../core/errors";
import { masker } from "../masking/masker";
import { awsClients, type AwsClients } from "../state/clients";
import type { Credentials } from "../terraform/terraform";

/**
 * Seconds for which a token is good: it is exchanged as soon as Terraform starts, and a longer one
 * may outlive the session that asks for it, which STS refuses (STS API, GetWebIdentityToken).
 */
const TOKEN_SECONDS = 900;

/** Milliseconds after which a run of Terraform gets a new token. */
const RENEWED_AFTER_MS = 300_000;

/**
 * What the providers of a stack sign on with, read when Terraform is first run.
 *
 * @param use what is done with the stack: a role may read for that alone
 * @returns undefined where the stack has none, and against an emulator, which has no secrets
 */
export function credentialsOf(
  stack: string,
  use: CredentialUse,
  env: NodeJS.ProcessEnv,
): (() => Promise<Credentials>) | undefined {
  const { environments } = loadConfiguration();
  // Where the first of its places is: they are the same for all.
  const owner = ownerOfStack(environments, stack);
  const environment = environments.find(({ name }) => name === owner);
  const given = Object.entries(credentialsFor(environment?.credentials ?? {}, use));
  if (environment === undefined || given.length === 0) return undefined;
  const endpoint = emulatorEndpoint(env);
  if (endpoint !== undefined) return undefined;
  const { name, region } = environment;
  const clients = awsClients({ region, env });
  return credentialReader(clients, given, { name, region, use, env });
}

/** A credential that a pull request's plan has not, and that no later try gives it. */
export class NotForReviewError extends OperationError {}

export interface ReaderContext {
  /** Name of the environment, in whose file they are named. */
  readonly name: string;
  readonly region: string;
  /** What is done with them. */
  readonly use: CredentialUse | "open pull requests";
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Reads credentials once, and tokens anew for later runs.
 *
 * @param given the sources by variable; undefined where there is none for what is done
 * @returns reads them, or throws an OperationError with one line for each that could not be read
 */
export function credentialReader(
  clients: Pick<AwsClients, "ssm" | "sts">,
  given: readonly (readonly [variable: string, source: CredentialSource | undefined])[],
  context: ReaderContext,
): () => Promise<Credentials> {
  const kept = new Map<string, { readonly value: string; readonly at: number }>();
  const valueOf = async (variable: string, source: CredentialSource): Promise<string> => {
    const known = kept.get(variable);
    if (known && !("oidc" in source && Date.now() - known.at > RENEWED_AFTER_MS))
      return known.value;
    const value = await readCredential(
      clients,
      source,
      `${context.name}.credentials.${variable}`,
      context,
    );
    kept.set(variable, { value, at: Date.now() });
    return value;
  };
  return async () => {
    // One that a person, or a job, has set itself.
    const missing = given.filter(([variable]) => !context.env[variable]);
    const closed = missing.filter(([, source]) => source === undefined);
    if (closed.length > 0) {
      throw new NotForReviewError(
        `${context.name}.credentials: got no credential for the plan of a pull request in ${closed.map(([variable]) => variable).join(", ")}, expected review beside plan and apply; until then such a plan is made after the merge`,
      );
    }
    const read = await Promise.allSettled(
      missing.map(
        async ([variable, source]) => [variable, await valueOf(variable, source!)] as const,
      ),
    );
    const failures = read.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    const [first] = failures;
    if (first instanceof HindranceError || (first && !(first instanceof OperationError)))
      throw first;
    if (first) throw new OperationError(failures.map(({ message }) => message).join("\n"));
    const variables = Object.fromEntries(
      read.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
    );
    return { variables, mask: masker(Object.values(variables)) };
  };
}

/**
 * Reads one credential.
 *
 * @param place of the option, as `dev.credentials.CLOUDFLARE_API_TOKEN`
 * @throws OperationError with what to do about it
 */
export async function readCredential(
  { ssm, sts }: Pick<AwsClients, "ssm" | "sts">,
  source: CredentialSource,
  place: string,
  context: Omit<ReaderContext, "name">,
): Promise<string> {
  try {
    if ("oidc" in source) {
      const { GetWebIdentityTokenCommand } = await import("@aws-sdk/client-sts");
      const { WebIdentityToken: token } = await sts.send(
        new GetWebIdentityTokenCommand({
          Audience: [source.oidc],
          DurationSeconds: TOKEN_SECONDS,
          SigningAlgorithm: "RS256",
        }),
      );
      return filled(token, `${place}: got no token for ${source.oidc}`);
    }
    const { GetParameterCommand } = await import("@aws-sdk/client-ssm");
    const { Parameter } = await ssm.send(
      new GetParameterCommand({ Name: parameterName(source)!, WithDecryption: true }),
    );
    const what = `${place}: got ${wordsOf(source)} in ${context.region}`;
    if ("parameter" in source && Parameter?.Type !== "SecureString") {
      throw new OperationError(`${what} as a ${Parameter?.Type}, expected a SecureString`);
    }
    const value = filled(Parameter?.Value, `${what} empty`);
    return "secret" in source && source.key !== undefined ? keyIn(value, source.key, what) : value;
  } catch (error) {
    if (error instanceof OperationError) throw error;
    throw explained(error, source, place, context);
  }
}

function filled(value: string | undefined, got: string): string {
  if (value === undefined || value === "") throw new OperationError(`${got}, expected a value`);
  return value;
}

function keyIn(secret: string, key: string, what: string): string {
  let fields: unknown;
  try {
    fields = JSON.parse(secret);
  } catch {
    throw new OperationError(`${what} with no JSON in it, expected the key ${key}`);
  }
  const value = (fields as Readonly<Record<string, unknown>> | null)?.[key];
  if (typeof value === "string" && value !== "") return value;
  throw new OperationError(`${what} without the key ${key}, expected a text there`);
}

const wordsOf = (source: CredentialSource): string => {
  if ("oidc" in source) return `a token for ${source.oidc}`;
  return "secret" in source ? `the secret ${source.secret}` : `the parameter ${source.parameter}`;
};

/** What AWS answers, in one line with what to do about it. */
function explained(
  error: unknown,
  source: CredentialSource,
  place: string,
  { region, use }: Omit<ReaderContext, "name">,
): Error {
  const { name } = answerOf(error) as Error;
  const what = wordsOf(source);
  if (name.startsWith("OutboundWebIdentityFederationDisabled")) {
    return new OperationError(
      `${place}: got no ${what.replace(/^a /, "")}, as the account makes none. Expected it to: aws iam enable-outbound-web-identity-federation`,
    );
  }
  if (/^(ParameterNotFound|ResourceNotFoundException)$/.test(name)) {
    return new OperationError(
      `${place}: got no ${what.replace(/^the /, "")} in ${region}, expected one: ${makes(source)}`,
    );
  }
  if (/^(AccessDenied\w*|InvalidKeyId)$/.test(name)) {
    return new OperationError(
      `${place}: got no access to ${what} in ${region} (${name}), expected to read it here to ${use}. Roles of workflows may, after a person has applied delivery-stack (packages/docs/provider-credentials.md)`,
    );
  }
  return awsError(`${place}: ${what}`, error);
}

const makes = (source: CredentialSource): string =>
  "secret" in source
    ? `aws secretsmanager create-secret --name ${source.secret} --secret-string file://...`
    : `aws ssm put-parameter --type SecureString --name ${"parameter" in source ? source.parameter : ""} --value file://...`;
