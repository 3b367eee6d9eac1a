import { createHash } from "node:crypto";
import { parseAddress } from "../terraform/address";
import type { Block, Json } from "./json";
import { isItem, type Kind, type Path, type Step } from "./references";

/** Whether the configuration sets the value at the path, even by an expression. */
export function isGiven(value: Json, [step, ...rest]: Path): boolean {
  if (value === undefined || value === null) return false;
  if (step === undefined || typeof value !== "object") return true;
  if (!isItem(step)) return !Array.isArray(value) && isGiven(value[step.slice(1)], rest);
  return isGiven(Array.isArray(value) ? value[Number.parseInt(step.slice(1)) || 0] : value, rest);
}

/**
 * The configuration with a made-up value wherever a path leads to nothing. The paths tell the
 * shape: CDKTF writes a block that stands alone as an object, where Terraform has a list.
 */
export function fill(
  given: Json,
  paths: readonly Path[],
  made: { value(trail: Path): Json; isMap?(trail: Path): boolean },
  trail: Path = [],
): Json {
  const deeper = paths.filter((path) => path.length > 0);
  const items = deeper.filter(([step]) => isItem(step));
  const below = (step: Step, value: Json, on: typeof paths) => {
    const rest = on.map((path) => path.slice(1));
    return fill(value, rest, made, [...trail, step]);
  };
  if (given === undefined || given === null) {
    const isMap = made.isMap?.(trail) === true;
    if (deeper.length === 0 && !isMap) return made.value(trail);
    const keys = isMap && items.length === deeper.length ? KEYS : [];
    if (keys.length > 0)
      return Object.fromEntries(keys.map((key, index) => [key, below(`[${index}]`, null, items)]));
    // Three, when nothing tells: enough for `slice` and for a network in three zones.
    const most = items.every((path) => path.length === 1) ? 3 : 1;
    const lengths = items.map(([step = ""]) => Number.parseInt(step.slice(1)) + 1 || most);
    const all = Array.from({ length: Math.max(0, ...lengths) });
    if (items.length > 0) return all.map((_, index) => below(`[${index}]`, null, items));
  } else if (Array.isArray(given))
    return given.map((item, index) => below(`[${index}]`, item, items));
  else if (typeof given !== "object") return given;
  // `[?]` alone may go through a map.
  else if (items.some(([step], index) => step !== "[?]" || items[index]!.length > 1))
    return [below("[0]", given, items)];
  const filled: Block = { ...(given as Block) };
  for (const [step = ""] of deeper.filter(([first]) => !isItem(first)))
    filled[step.slice(1)] = below(
      step,
      (given as Block | null)?.[step.slice(1)],
      deeper.filter(([first]) => first === step),
    );
  return filled;
}

/** Keys of a map of which nothing tells any. */
const KEYS = ["a", "b", "c"];

/** Types whose first word is not the service that their ARNs name. */
const services: readonly [RegExp, string][] = [
  [/^aws_a?lb(_|$)/, "elasticloadbalancing"],
  [/^aws_(vpc|subnet|security|internet|nat|eip|route(_table)?(_|$)|instance|launch)/, "ec2"],
  [/^aws_appautoscaling/, "application-autoscaling"],
  [/^aws_cloudwatch_event/, "events"],
  [/^aws_cloudwatch_log/, "logs"],
  [/^aws_db_/, "rds"],
  [/^aws_caller_identity/, "sts"],
];
const account = "000000000000";
const TIME = "2026-01-01T00:00:00Z";

/**
 * A module by its name, and by the type that comes nearest to what it makes: `aws_vpc` for
 * `terraform-aws-modules/vpc/aws`, for a repository `terraform-aws-vpc` and for a folder `vpc`.
 */
function moduleOf(address: string, { source }: Block): { name: string; type: string } {
  const plain = String(source)
    .replace(/\?.*$/, "")
    .replace(/^.*:\/\//, "");
  const [place = "", inner] = plain.split("//");
  const [, named, by] = /^(?:\w[\w.-]*\/)?\w[\w-]*\/([\w-]+)\/(\w+)$/.exec(place) ?? [];
  const [, provider, last] =
    /(?:\bterraform-(\w+)-)?([\w-]+?)(?:\.git)?\/?$/.exec(inner ?? place) ?? [];
  const what = (inner === undefined && named) || last || "module";
  const type = `${by ?? provider ?? "aws"}_${what.replaceAll("-", "_")}`;
  return { name: address.slice("module.".length), type };
}

/**
 * A value such as a provider gives. It depends on the address and the path alone, and on what it is
 * used as, where a use tells.
 */
export function madeUp(address: string, trail: Path, body: Block, as?: Kind): Json {
  const keys = body["for_each"] === undefined ? "" : "-${each.key}";
  const instance = body["count"] === undefined ? keys : "-${count.index}";
  const { name: label, type } = parseAddress(address) ?? moduleOf(address, body);
  const asked = trail.findLast((step) => !isItem(step))?.slice(1) ?? "";
  const isOne = isItem(trail.at(-1));
  if (as === undefined && !isOne && /(arn|address|block|id|ip|name|server|zone)e?s$/.test(asked))
    return [0, 1, 2].map((index) => madeUp(address, [...trail, `[${index}]`], body));

  const attribute = isOne ? asked.replace(/(?<=ss)es$|s$/, "") : asked;
  const position = Number.parseInt(trail.findLast(isItem)?.slice(1) ?? "0");
  const hash = createHash("sha256")
    .update([address, ...trail.filter(isItem)].join(""))
    .digest("hex");
  const octet = Number.parseInt(hash.slice(0, 2), 16);
  // Fit for the name of a host, too.
  const unique = `${label.toLowerCase().replaceAll("_", "-")}-${hash.slice(0, 8)}${instance}`;
  const named = attribute === "id" ? type : attribute.slice(0, -3);
  const kind = named.replace("security_group", "sg").split("_").at(-1);
  const service = services.find(([types]) => types.test(type))?.[1] ?? type.split("_")[1];
  const where = service === "s3" ? ":" : `${service === "iam" ? "" : "us-east-1"}:${account}`;
  const what = `${service === "s3" ? "" : `${type.split("_").at(-1)}/`}${unique}`;
  const used: Partial<Record<Kind, Json>> = {
    number: octet + 1,
    boolean: true,
    json: "{}",
    base64: Buffer.from(unique).toString("base64"),
    time: TIME,
    cidr: `10.${octet}.0.0/16`,
  };
  const byUse = as && used[as];
  if (byUse !== undefined) return byUse;
  const values: [RegExp, Json][] = [
    [/arn$/, `arn:aws:${service}:${where}:${what}`],
    [/^aws_availability_zones\.name$/, `us-east-1${"abc"[position % 3]}`],
    [/^aws_region\.(id|name)$|\.region$/, "us-east-1"],
    [/^aws_partition\.(id|partition)$/, "aws"],
    [/\.dns_suffix$/, "amazonaws.com"],
    [/\.(account|owner|registry)_id$|^aws_caller_identity\.id$/, account],
    [/zone_id$/, `Z${hash.slice(0, 20).toUpperCase()}`],
    [/[._]id$/, `${kind}-${hash.slice(0, 17)}${instance}`],
    [/repository_url$/, `${account}.dkr.ecr.us-east-1.amazonaws.com/${unique}`],
    [/(url|uri|endpoint)$/, `https://${unique}.rehearsal.test`],
    [/(address|domain_name|dns_name|fqdn|hostname|server)$/, `${unique}.rehearsal.test`],
    [/cidr(_block)?$/, `10.${octet}.0.0/16`],
    [/[._]ip$/, `10.${octet}.0.1`],
    [/(document|json|policy)$/, '{"Version":"2012-10-17","Statement":[]}'],
    [/\.tags(_all)?$/, {}],
    [/(capacity|count|port|revision|size|(default|latest)_version)$/, octet + 1],
    [/^random_integer\.result$|\.unix$/, octet + 1],
    [/rfc3339$/, TIME],
    [/enabled$/, true],
  ];
  const found = values.find(([names]) => names.test(`${type}.${attribute}`));
  return found ? found[1] : `${attribute.replaceAll("_", "-")}-${hash.slice(0, 8)}${instance}`;
}
