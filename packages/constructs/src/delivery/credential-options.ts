import { z } from "zod";
import { fromParameter, fromSecret } from "../container-service/task/container-options";
import { matching, options } from "../option-rules";

/**
 * Variables by which Terraform, what runs it, and AWS's own provider are told what to do: a
 * credential has no business there. A token for a registry of modules has (`TF_TOKEN_...`).
 */
const RESERVED =
  "AWS_|CDKTF_|CODEBUILD_|DYLD_|GROUNDWORK_|LD_|NODE_|NPM_|TF_(?!VAR_|TOKEN_)|(?:CI|HOME|LANG|PATH|SHELL|STACKS|TERM|TERRAFORM_BINARY_NAME|TMPDIR|USER|(?:HTTPS?|NO|ALL)_PROXY)$";

const variable = matching(
  new RegExp(`^(?!${RESERVED})(?:[A-Z][A-Z0-9_]*|TF_VAR_[A-Za-z_][\\w-]*|TF_TOKEN_[\\w-]+)$`),
  "a variable that a provider reads, such as CLOUDFLARE_API_TOKEN, or TF_VAR_<name>; none of AWS's, Terraform's or the shell's own",
);

const fromRole = options({
  /**
   * Audience of a token of AWS's that says which role the job has, signed for whoever trusts the
   * account (IAM user guide, "Outbound identity federation"), as `api://AzureADTokenExchange`.
   */
  oidc: matching(/^[\x21-\x7e]{1,1000}$/, "the audience of the token, without blanks"),
});

const EXPECTED = '{ parameter: "/name" }, { secret: "name", key: "..." } or { oidc: "audience" }';

const source = z.union([fromParameter, fromSecret, fromRole], { error: EXPECTED });

const byJob = options({
  /** What plans and looks for drift. It needs to read alone. */
  plan: source,
  /** What applies. */
  apply: source,
  /**
   * What plans pull requests, whose code nobody has looked at yet: whoever opens one can have it
   * printed. @default a pull request's plan has no such credential, and is not made
   */
  review: source.optional(),
});

/** Credentials of providers besides AWS's, by the variable that each reads. */
export const credentialOptions = z.record(
  variable,
  z.union([fromParameter, fromSecret, fromRole, byJob], {
    error: `${EXPECTED}, or { plan: ..., apply: ..., review: ... } of these`,
  }),
);

/** Where a credential is: a parameter, a secret, or a token for an audience. */
export type CredentialSource = z.output<typeof source>;

/** What a job does with a stack. */
export type CredentialUse = "plan" | "apply" | "review";

export type CredentialOptions = z.output<typeof credentialOptions>;

/** Where a job finds its credentials, by variable; those that are not for it are undefined. */
export const credentialsFor = (
  credentials: CredentialOptions,
  use: CredentialUse,
): Readonly<Record<string, CredentialSource | undefined>> =>
  Object.fromEntries(
    Object.entries(credentials).map(([name, given]) => [
      name,
      "plan" in given ? given[use] : use === "review" ? undefined : given,
    ]),
  );
