import { overlaps } from "./action-patterns";

/**
 * Whose a resource is by its name: the longest of the prefixes that a part of its ARN starts with,
 * as `acme-dev-eu` of `arn:aws:sqs:eu-west-1:111111111111:acme-dev-eu-orders`. Parameters and secrets
 * of an environment lie in folders, `acme/dev-eu/`, and logs of its firewall in a bucket whose name
 * WAF begins.
 *
 * @param prefixes of all environments, as `acme-dev`
 */
export function ownerOfResource(arn: string, prefixes: readonly string[]): string | undefined {
  const [, , service = "", , , ...rest] = arn.split(":");
  const parts = rest
    .join(":")
    .split(/[:/]/)
    .map((part) => (part.startsWith(WAF_LOGS) ? part.slice(WAF_LOGS.length) : part));
  const folders = IN_FOLDERS.has(service)
    ? parts.map((part, index) => `${part}-${parts[index + 1]}`)
    : [];
  const owners = prefixes.filter(
    (prefix) =>
      folders.includes(prefix) ||
      parts.some((part) => part === prefix || part.startsWith(`${prefix}-`)),
  );
  return owners.toSorted((one, other) => other.length - one.length)[0];
}

const WAF_LOGS = "aws-waf-logs-";
const IN_FOLDERS = new Set(["secretsmanager", "ssm"]);

/** Patterns of the ARNs that resources of a service have by an environment's prefix. */
export function arnsOfPrefix(service: string, accountId: string, prefix: string): string[] {
  const arn = (name: string) => `arn:aws:${service}:*:${accountId}:${name}`;
  switch (service) {
    case "s3":
      return [`arn:aws:s3:::${prefix}-*`, `arn:aws:s3:::${WAF_LOGS}${prefix}-*`];
    case "logs":
      return [arn(`log-group:/*/${prefix}/*`)];
    case "sns":
    case "sqs":
      return [arn(`${prefix}-*`)];
    case "secretsmanager":
    case "ssm":
      return [arn(`*/${prefix}-*`), arn(`*:${prefix}-*`), ...foldersOf(prefix).map(arn)];
    default:
      return [arn(`*/${prefix}-*`), arn(`*:${prefix}-*`)];
  }
}

/**
 * `parameter/acme/dev/*` and `secret:acme/dev/*`, at each hyphen: a prefix does not tell where the
 * organization's name ends.
 */
const foldersOf = (prefix: string): string[] =>
  [...prefix.matchAll(/-/g)]
    .map(({ index }) => `${prefix.slice(0, index)}/${prefix.slice(index + 1)}`)
    .flatMap((folder) => [`parameter/${folder}/*`, `secret:${folder}/*`]);

/** The service of an action, as `s3` of `s3:GetObject`. */
export const serviceOf = (action: string): string => action.split(":")[0]!.toLowerCase();

/** Whether an ARN names its resource: what stands behind the account does not begin with a wildcard. */
export function isNamed(arn: string): boolean {
  if (arn === "*") return false;
  const [, , , , , ...rest] = arn.split(":");
  // `secret:acme/web-*`, `table/orders`, `function:smoke`: the type says nothing by itself.
  const name = rest.join(":").replace(/^[a-z-]+[:/]\/?/i, "");
  return /^[^*?]{3}/.test(name);
}

/** Whether one of some ARNs may also stand for one of others. */
export const mayMeet = (arns: readonly string[], pattern: string): boolean =>
  arns.some((arn) => {
    const [one, other] = [partsOf(arn), partsOf(pattern)];
    return one.every((part, index) => overlaps(part, other[index]!));
  });

/** The five parts before the resource, and that; a `*` that ends an ARN stands for all to come. */
function partsOf(arn: string): string[] {
  const parts = arn.split(":");
  const five = parts.slice(0, 5);
  const resource = parts.slice(5).join(":");
  const rest = Array.from({ length: 5 - five.length }, () => "*");
  return [...five, ...rest, parts.length > 5 ? resource : "*"];
}
