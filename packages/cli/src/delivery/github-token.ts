import type { PlanFolder } from "@groundwork/constructs/delivery/options";
import type { JWTPayload } from "jose";
import { OperationError } from "../core/errors";

/** What is asked of the workflow behind a token. */
export interface ExpectedToken {
  /** What alone the token is good for. */
  readonly audience: string;
  /** GitHub's environment of the job, whose rules it has passed. @default any, and none */
  readonly environment?: string | undefined;
  /** The time at which it must be valid. @default when it was signed: a proof is looked at later */
  readonly now?: Date | undefined;
}

type Workflows = NonNullable<PlanFolder["github"]>;

/** How long GitHub has to answer, in milliseconds. */
const ANSWER_MS = 30_000;

/** Whether a job may ask for a token: it has the permission `id-token: write`. */
export const hasTokens = (env: NodeJS.ProcessEnv): boolean =>
  Boolean(env["ACTIONS_ID_TOKEN_REQUEST_URL"] && env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]);

/**
 * A token of GitHub's for the job that this runs in.
 * https://docs.github.com/actions/reference/security/oidc
 *
 * @throws OperationError when GitHub gives none
 */
export async function requestToken(env: NodeJS.ProcessEnv, audience: string): Promise<string> {
  const url = new URL(env["ACTIONS_ID_TOKEN_REQUEST_URL"]!);
  url.searchParams.set("audience", audience);
  const authorization = `Bearer ${env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]}`;
  const { value } = await answerOf<{ value?: unknown }>(url, { authorization });
  if (typeof value === "string") return value;
  throw new OperationError(
    `${url.origin}: got an answer without a token, expected one of GitHub's`,
  );
}

/**
 * Holds a token against the keys of its issuer and the workflows that are meant.
 *
 * @returns why it proves nothing; undefined where it does
 * @throws OperationError when the keys cannot be had: then nothing is known
 */
export async function refuted(
  token: string,
  { issuer, repositoryId, branch }: Workflows,
  { audience, environment, now }: ExpectedToken,
): Promise<string | undefined> {
  const { createLocalJWKSet, decodeJwt, jwtVerify } = await import("jose");
  const keys = await answerOf<{ keys: [] }>(new URL(`${issuer}/.well-known/jwks`));
  let claims: JWTPayload;
  try {
    const currentDate = now ?? new Date(Number(decodeJwt(token).iat) * 1000);
    const rules = { issuer, audience, currentDate, algorithms: ["RS256"], clockTolerance: "1m" };
    claims = (await jwtVerify(token, createLocalJWKSet(keys), rules)).payload;
  } catch (error) {
    return `got a token that is not ${issuer}'s for this (${(error as Error).message})`;
  }
  const expected: readonly (readonly [string, string | undefined])[] = [
    ["repository_id", repositoryId],
    ["ref", `refs/heads/${branch}`],
    ["environment", environment],
  ];
  for (const [name, value] of expected) {
    if (value === undefined || claims[name] === value) continue;
    return `got a token with the ${name} ${String(claims[name] ?? "none")}, expected ${value}`;
  }
  // Such a run has the branch that it comes to, whoever opens the pull request.
  const event = String(claims["event_name"]);
  return event.startsWith("pull_request") ? `got a token of a run by ${event}` : undefined;
}

async function answerOf<Answer>(url: URL, headers: Record<string, string> = {}): Promise<Answer> {
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_MS) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return (await answer.json()) as Answer;
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? `${message}: ${cause.message}` : message;
    throw new OperationError(
      `${url.origin}${url.pathname} was asked for GitHub's word on who this is, without success: ${reason}. Try again`,
    );
  }
}
