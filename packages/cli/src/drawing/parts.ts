import { partOf, subjectOf } from "../words/subject";
import { capitalized, kindOf, mainOf } from "./kinds";
import { compared, Resources, type Resource } from "./resources";

/** Resources that are drawn as one: those of a service, a bucket with its settings. */
export interface Part {
  /** The same for the same part, whatever else the stack has. */
  readonly key: string;
  readonly title: string;
  readonly resources: readonly Resource[];
  /** What the others are for. */
  readonly main: Resource;
}

/** Constructs deeper than this are drawn with those above them. */
const DEEPEST = 2;

/**
 * The parts of a stack. A part is the highest construct that has a resource of its own, so that one
 * which only holds others, as `services` does, is none; what a network has besides itself is taken
 * apart.
 */
export function partsOf(resources: Resources): Part[] {
  const scopes = new Set(resources.all.map(({ path }) => path.slice(0, -1).join("/")));
  const keyOf = ({ path, address }: Resource): string => {
    for (let depth = 1; depth < DEEPEST && depth < path.length; depth++) {
      const scope = path.slice(0, depth).join("/");
      if (scopes.has(scope)) return scope;
    }
    return path.slice(0, DEEPEST).join("/") || address;
  };
  return [...grouped(resources.all, keyOf)]
    .flatMap(([key, own]) =>
      own.some(({ type }) => type === "aws_vpc")
        ? networkParts(key, own, resources)
        : [part(key, own)],
    )
    .toSorted((one, other) => compared(one.key, other.key));
}

function part(key: string, resources: readonly Resource[], title = titleOf(key)): Part {
  return { key, title, resources, main: mainOf(resources) };
}

/** `service web`, as it is called wherever people read of it; `scan findings pushed` of a part of one. */
function titleOf(key: string): string {
  const named = { address: key, constructPath: `stack/${key}` };
  return capitalized([subjectOf(named), partOf(named)].filter(Boolean).join(" "));
}

/** A network, and what traffic goes through in it. */
function networkParts(key: string, own: readonly Resource[], resources: Resources): Part[] {
  const roleOf = (resource: Resource): string => {
    const direct = ROLES[resource.type]?.(resource);
    if (direct !== undefined) return direct;
    const user = own.find(
      ({ type, body }) => type in ROLES && resources.in(body).includes(resource),
    );
    const group = resources.in(resource.body["security_group_id"])[0];
    const heldBy =
      user ??
      (group && own.find(({ type, body }) => type in ROLES && resources.in(body).includes(group)));
    const isFollower = /^aws_(eip|security_group|vpc_security_group_\w+|security_group_rule)$/.test(
      resource.type,
    );
    return (isFollower && heldBy && ROLES[heldBy.type]!(heldBy)) || "";
  };
  return [...grouped(own, roleOf)].map(([role, those]) =>
    role === "" ? part(key, those) : part(`${key}/${role}`, those, numbered(role, those)),
  );
}

/** `NAT gateways` of several. */
const numbered = (role: string, resources: readonly Resource[]): string =>
  resources.filter(({ type }) => type in ROLES).length === 1 ? role : `${role}s`;

const ROLES: Readonly<Record<string, (resource: Resource) => string>> = {
  aws_nat_gateway: () => "NAT gateway",
  aws_vpc_endpoint: ({ body }) =>
    body["vpc_endpoint_type"] === "Interface" ? "interface endpoint" : "gateway endpoint",
};

export function grouped<Value, Key>(
  values: readonly Value[],
  keyOf: (value: Value) => Key,
): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return groups;
}

/** `KMS key`, where the name of the part does not say it already. */
export function kindOfPart({ title, main }: Part): string {
  const kind = kindOf(main.type);
  const said = title.toLowerCase().split(" ").map(singular);
  return said.includes(singular(kind.toLowerCase().split(" ").at(-1)!)) ? "" : kind;
}

const singular = (word: string): string => word.replace(/s$/, "");
