import type { StackJson } from "../stack-json";

/** The tag with the stack's owner, which the provider puts on every resource of a stack. */
const OWNER = "Environment";
/** The tag that says that this project put it there; hand-made resources have tags of their own. */
const MARK = { name: "ManagedBy", value: "groundwork" } as const;

type Tags = Readonly<Record<string, unknown>>;

/** The owner in the tags of a stack's resources, as `dev`. */
export function ownerTag({ provider }: StackJson): string | undefined {
  const tags = provider?.["aws"]?.[0]?.default_tags?.[0]?.tags;
  return tags?.[MARK.name] === MARK.value ? String(tags[OWNER]) : undefined;
}

/** The owners in the tags of a state's resources, and how many resources have each. */
export function ownersIn(state: string): ReadonlyMap<string, number> {
  const owners = new Map<string, number>();
  for (const { mode, instances } of resourcesIn(state)) {
    if (mode !== "managed") continue;
    for (const { attributes } of instances ?? []) {
      const tags = attributes?.tags_all;
      if (tags?.[MARK.name] !== MARK.value) continue;
      const owner = String(tags[OWNER]);
      owners.set(owner, (owners.get(owner) ?? 0) + 1);
    }
  }
  return owners;
}

interface ResourceInState {
  readonly mode: string;
  /** As `provider["registry.terraform.io/hashicorp/aws"]`. */
  readonly provider?: string;
  /** Terraform takes null for none. */
  readonly instances?:
    | readonly {
        readonly attributes?: { readonly tags_all?: Tags | null; readonly arn?: unknown } | null;
      }[]
    | null;
}

/** The resources in a state; none in what is no state. */
export function resourcesIn(state: string): readonly ResourceInState[] {
  try {
    const { resources } = JSON.parse(state);
    return Array.isArray(resources) ? resources : [];
  } catch {
    return [];
  }
}
