import { containersOf, environmentOf } from "./containers";
import { blocks, isSet, list, type Resource, type StackResources } from "./resources";
import { eachOf, type Rule } from "./rule";

/** Arguments that are kept in the state as they are given. */
const SECRET_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  aws_db_instance: ["password"],
  aws_docdb_cluster: ["master_password"],
  aws_elasticache_replication_group: ["auth_token"],
  aws_rds_cluster: ["master_password"],
  aws_redshift_cluster: ["master_password"],
  aws_secretsmanager_secret_version: ["secret_string", "secret_binary"],
  aws_ssm_parameter: ["value", "insecure_value"],
};

export const secretRules: readonly Rule[] = [
  {
    id: "no-plain-secret",
    severity: "error",
    appliesTo: "every stack",
    statement: "No secret stands in the environment or the command of a task or function.",
    reason:
      "It can be read by whoever may describe the task definition, and lies in the state, the plan and the repository.",
    fix: "put the value into SSM Parameter Store or Secrets Manager and name it in the service's secrets",
    find: (stack) => [
      ...eachOf(["aws_ecs_task_definition"], (task) => problemsOfTask(task, stack))(stack),
      ...eachOf(["aws_lambda_function"], ({ attributes }) =>
        blocks(attributes["environment"])
          .flatMap(({ variables }) => Object.entries(blocks(variables)[0] ?? {}))
          .map(([name, value]) => problemOfVariable(name, String(value))),
      )(stack),
    ],
  },
  {
    id: "no-secret-in-state",
    severity: "error",
    appliesTo: "every stack",
    statement: "Values of secrets do not pass through Terraform's state.",
    reason:
      "The state and all its old versions would hold them in the clear for whoever may read it.",
    fix: "use the write-only argument (..._wo), let AWS make the password (manage_master_user_password), or set the value outside Terraform",
    find: eachOf(Object.keys(SECRET_ARGUMENTS), ({ type, attributes }) => {
      // Parameters of the other types are configuration.
      if (type === "aws_ssm_parameter" && attributes["type"] !== "SecureString") return false;
      return SECRET_ARGUMENTS[type]!.map(
        (argument) => isSet(attributes[argument]) && `got a value in ${argument}`,
      );
    }),
  },
];

const problemsOfTask = (task: Resource, stack: StackResources): (string | undefined)[] =>
  containersOf(task, stack).flatMap((container) => {
    const words = ["command", "entryPoint"].flatMap((key) => list(container[key]));
    return [
      ...environmentOf(container).map(({ name, value }) => problemOfVariable(name, value)),
      words.some((word) => looksLikeSecret(String(word)))
        ? "got a value that looks like a key in the command"
        : undefined,
    ].map((problem) => problem && `container ${String(container["name"])}: ${problem}`);
  });

/** Never tells the value. */
function problemOfVariable(name: string, value: string): string | undefined {
  if (looksLikeSecret(value)) return `got a value that looks like a key in the variable ${name}`;
  const harmless = /^(true|false|yes|no|on|off|)$/i.test(value);
  return namesSecret(name) && !harmless ? `got the variable ${name} in the clear` : undefined;
}

/** Whether a variable's name says that its value is a secret, rather than something about one. */
function namesSecret(name: string): boolean {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1_$2").toUpperCase();
  return /(^|_)(PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|SECRETS?|TOKEN|CREDENTIALS?|DSN|APIKEY)(_|\d|$)/.test(
    words,
  ) ||
    /(^|_)(API|ACCESS|PRIVATE|ENCRYPTION|SIGNING|MASTER|AUTH|SERVICE_ACCOUNT|LICENSE)_KEY(_|\d|$)/.test(
      words,
    ) ||
    /PASSWORD|(^|_)CONNECTION_STRING(_|$)/.test(words)
    ? !ABOUT_SECRET.test(words)
    : false;
}

/** How the name of a variable ends that says where a secret is, or what it is like. */
const ABOUT_SECRET =
  /_(ALGORITHM|ARN|AUDIENCE|COUNT|ENABLED|ENDPOINT|EXPIRES|EXPIRY|FILE|HEADER|HOST|ID|ISSUER|LENGTH|LIFETIME|MINUTES|NAME|PARAMETER|PATH|POLICY|PREFIX|REGION|REQUIRED|SECONDS|SIZE|TIMEOUT|TTL|TYPE|URI|URL|VERSION)$/;

const SECRET_VALUES: readonly RegExp[] = [
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, // AWS access key
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/, // JSON web token
  /\b(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}/, // GitHub
  /\bglpat-[\w-]{20,}/, // GitLab
  /\bxox[abeprs]-[\w-]{10,}/, // Slack
  /\b[rs]k_live_\w{16,}/, // Stripe
  /\bAIza[\w-]{35}\b/, // Google
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\b[a-z][a-z\d+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i, // user and password in an address
];

const looksLikeSecret = (value: string): boolean =>
  SECRET_VALUES.some((pattern) => pattern.test(value));
