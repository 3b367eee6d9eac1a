import path from "node:path";
import { OLDEST_ENGINES, type Engine } from "@groundwork/constructs/stack/oldest-engines";
import satisfies from "semver/functions/satisfies";
import { OperationError } from "../core/errors";
import { shellWord } from "../core/shell-word";
import { versionAnswer } from "./version-answer";

/** The variable with the program to run in place of `terraform`; cdktf reads it as well. */
const VARIABLE = "TERRAFORM_BINARY_NAME";

/** The program that is run as Terraform: a name in PATH, or a path. */
export const terraformProgram = (env: NodeJS.ProcessEnv): string => env[VARIABLE] || "terraform";

/**
 * A command that a person is told to type, by the program at hand.
 *
 * @param args as `force-unlock <id>`; words of a shell already
 * @returns `terraform force-unlock <id>`, or `tofu force-unlock <id>`
 */
export const terraformCommand = (args: string, env: NodeJS.ProcessEnv): string =>
  `${shellWord(terraformProgram(env))} ${args}`;

/** Names of processes that may be at work on a state, also of somebody else's. */
export const terraformProcesses = (env: NodeJS.ProcessEnv): readonly string[] => [
  ...new Set(["terraform", "tofu", path.basename(terraformProgram(env))]),
];

/** OpenTofu counts its releases on its own: a number alone does not say what they can. */
export interface Release {
  readonly product: Engine;
  /** As `1.11.4` */
  readonly version: string;
}

/**
 * The release as it is noted, where a bare number has always meant Terraform: `1.11.4`, or
 * `OpenTofu 1.11.6`.
 */
export const releaseNote = ({ product, version }: Release): string =>
  product === "Terraform" ? version : `${product} ${version}`;

/** The release of such a note as people read it: `Terraform 1.11.4`. */
export const releaseName = (note: string): string =>
  /^\d/.test(note) ? `Terraform ${note}` : note;

/**
 * What `terraform version` says: its JSON does not tell one product from the other.
 *
 * @returns undefined when it is neither
 */
export function releaseIn(said: string): Release | undefined {
  const [, product, version] = /^(Terraform|OpenTofu) v(\d\S*)/m.exec(said) ?? [];
  return version === undefined ? undefined : { product: product as Engine, version };
}

/** The oldest that fits, as people write it: `1.11`. */
const oldest = (product: Engine): string => OLDEST_ENGINES[product].replace(/\.0$/, "");

/**
 * @returns which Terraform, or OpenTofu, the commands run
 * @throws OperationError when there is none, or one that is too old
 */
export async function requireTerraform(env: NodeJS.ProcessEnv): Promise<Release> {
  const program = terraformProgram(env);
  const own = { ...env, CHECKPOINT_DISABLE: "1", TF_CLI_ARGS: "", TF_CLI_ARGS_version: "" };
  const ended = await versionAnswer(program, own);
  if (isMissing(ended.code)) {
    const other = env[VARIABLE]
      ? undefined
      : releaseIn((await versionAnswer("tofu", own)).stdout ?? "");
    throw missingTerraform(env, other);
  }
  const release = releaseIn(ended.stdout ?? "");
  if (!release) {
    const said = (ended.stdout || ended.stderr || "").trim().split("\n")[0]!.slice(0, 200);
    throw new OperationError(
      `${program} version: got ${said || "nothing"}, expected Terraform ${oldest("Terraform")} or OpenTofu ${oldest("OpenTofu")}, or newer` +
        (env[VARIABLE] ? `; ${VARIABLE} names that program` : ""),
    );
  }
  const { product, version } = release;
  if (satisfies(version, `>=${OLDEST_ENGINES[product]}`, { includePrerelease: true }))
    return release;
  throw new OperationError(
    `got ${product} ${version}, expected ${oldest(product)} or newer: ${INSTALL[product]}`,
  );
}

const INSTALL = {
  Terraform: "https://developer.hashicorp.com/terraform/install",
  OpenTofu: "https://opentofu.org/docs/intro/install/",
} as const;

/** Whether Node says by this code that a program cannot be run. */
export const isMissing = (code: unknown): boolean =>
  ["ENOENT", "ENOTDIR", "EACCES"].includes(String(code));

/** @param other release of `tofu`, where that is in PATH */
export function missingTerraform(env: NodeJS.ProcessEnv, other?: Release): OperationError {
  if (env[VARIABLE]) {
    return new OperationError(
      `${VARIABLE}: got ${env[VARIABLE]}, which cannot be run; expected the name of Terraform or OpenTofu in PATH, or its full path, or nothing for terraform`,
    );
  }
  const instead = other
    ? `; or have the ${other.product} ${other.version} that is there run: export ${VARIABLE}=tofu`
    : "";
  return new OperationError(
    `Terraform is missing: install ${oldest("Terraform")} or newer from ${INSTALL.Terraform}${instead}`,
  );
}
