import { fieldsOf, type ChangedResource, type Wider } from "./access";

/** A switch that opens something, and what that means. */
interface Switch {
  readonly argument: RegExp;
  /** @default all types */
  readonly types?: RegExp;
  readonly open: (value: unknown) => boolean;
  readonly kind: Wider["kind"];
  readonly words: string;
}

const isTrue = (value: unknown): boolean =>
  value === true || value === "true" || value === "ENABLED";
const isFalse = (value: unknown): boolean => value === false || value === "false";

const SWITCHES: readonly Switch[] = [
  {
    argument: /^(publicly_accessible|public_network_access_enabled|endpoint_public_access)$/,
    open: isTrue,
    kind: "network",
    words: "is reachable from the internet",
  },
  {
    argument: /^(assign_public_ip|associate_public_ip_address|map_public_ip_on_launch)$/,
    open: isTrue,
    kind: "network",
    words: "gets public addresses",
  },
  {
    argument: /^internal$/,
    types: /^aws_a?lb$/,
    open: isFalse,
    kind: "network",
    words: "faces the internet",
  },
  {
    argument:
      /^(block_public_acls|block_public_policy|ignore_public_acls|restrict_public_buckets)$/,
    open: isFalse,
    kind: "permissions",
    words: "lets what is in it be public",
  },
  {
    argument: /^acl$/,
    open: (value) => /^(public-|authenticated-read)/.test(String(value)),
    kind: "permissions",
    words: "is open to everybody by its ACL",
  },
  {
    argument: /^authorization_type$/,
    types: /^aws_lambda_function_url$/,
    open: (value) => value === "NONE",
    kind: "permissions",
    words: "may be called by everybody",
  },
  {
    argument: /^enable_execute_command$/,
    open: isTrue,
    kind: "permissions",
    words: "lets people run commands in its tasks",
  },
  {
    argument: /^privileged$/,
    open: isTrue,
    kind: "permissions",
    words: "runs with all rights of its host",
  },
];

/** Ways to other networks, by what makes them. */
const WAYS: Readonly<Record<string, string>> = {
  aws_ec2_transit_gateway_vpc_attachment: "connects the network to a transit gateway",
  aws_internet_gateway: "connects the network to the internet",
  aws_vpc_peering_connection: "connects the network to another one",
  aws_vpn_connection: "connects the network to another one by VPN",
};

/** What keeps others out, with the words for when it goes. */
const GUARDS: Readonly<Record<string, readonly [Wider["kind"], string]>> = {
  aws_s3_account_public_access_block: [
    "permissions",
    "does not keep buckets from being public any more",
  ],
  aws_s3_bucket_public_access_block: [
    "permissions",
    "does not keep the bucket from being public any more",
  ],
  aws_wafv2_web_acl_association: ["network", "does not look at requests any more"],
};

/** What a change opens by a switch, connects, or leaves without its guard. */
export function widerExposure({ type, before, after }: ChangedResource): Wider[] {
  if (after === undefined || after === null) {
    const guard = GUARDS[type];
    return guard === undefined ? [] : [{ kind: guard[0], words: guard[1] }];
  }
  const isMade = before === undefined || before === null;
  const [olds, news] = [leaves(before), leaves(after)];
  const found = SWITCHES.filter(({ types }) => types?.test(type) ?? true).flatMap((one) =>
    [...news].some(
      ([path, value]) =>
        one.argument.test(path.replace(/^.*\./, "")) &&
        one.open(value) &&
        !(olds.has(path) && one.open(olds.get(path))),
    )
      ? [{ kind: one.kind, words: one.words }]
      : [],
  );
  const way = isMade ? WAYS[type] : undefined;
  return way === undefined ? found : [...found, { kind: "network", words: way }];
}

/** Values by their paths, also of texts that are JSON. */
function leaves(
  value: unknown,
  path = "",
  found = new Map<string, unknown>(),
): Map<string, unknown> {
  const opened = typeof value === "string" && /^\s*[[{]/.test(value) ? parsed(value) : value;
  if (typeof opened !== "object" || opened === null) return found.set(path, opened);
  for (const [key, part] of Object.entries(
    Array.isArray(opened) ? { ...opened } : fieldsOf(opened),
  )) {
    leaves(part, path === "" ? key : `${path}.${key}`, found);
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
