import { randomOf } from "@groundwork/testing/proof";

/** The states of an environment, lowest layer first. */
export const KEYS = [
  "dev/network/terraform.tfstate",
  "dev/cluster/terraform.tfstate",
  "dev/terraform.tfstate",
] as const;

export const SERVICES = KEYS[2];

/** What a stack declares, as its Terraform JSON has it. */
interface Json {
  readonly resource: Record<string, Record<string, object>>;
  readonly data: Record<string, Record<string, object>>;
  readonly module: Record<string, object>;
  readonly moved: { readonly from: string; readonly to: string }[];
  readonly output: Record<string, object>;
}

/** An environment that was made up: one state that has everything, and stacks that declare most of it. */
export interface RandomCase {
  readonly state: string;
  readonly stacks: readonly { readonly key: string; readonly json: Json }[];
  /** Key of the state in which each managed resource belongs, by its address; none of what is undeclared. */
  readonly homes: ReadonlyMap<string, string>;
}

const KEYS_OF_FOR_EACH = ["a", "b.c", 'q"uote', "[0]", "ключ", "${x}", "__proto__"];

/** @param seed makes the same each time */
export function randomCase(seed: number): RandomCase {
  const random = randomOf(seed);
  const below = (count: number) => Math.floor(random() * count);
  const stacks = KEYS.map((key) => ({
    key,
    json: { resource: {}, data: {}, module: {}, moved: [], output: {} } as Json,
  }));
  const homes = new Map<string, string>();
  const resources: object[] = [];
  const count = below(24);
  for (let index = 0; index < count; index++) {
    const stack = stacks[below(stacks.length)]!;
    const undeclared = below(10) === 0;
    const kind = ["aws_vpc", "terraform_data", "random_id", "aws_iam_policy"][below(4)]!;
    const name = `n${index}-${["x", "_y", "ü"][below(3)]}`;
    const mode = below(5) === 0 ? "data" : "managed";
    const module =
      below(4) === 0 ? `module.m${index}${["", "[0]", '["a.b"]'][below(3)]}` : undefined;
    const inner = module !== undefined && below(2) === 0 ? `${module}.module.deep["z"]` : module;
    const instances = instancesOf(below(3), below, index);
    resources.push({
      ...(inner !== undefined && { module: inner }),
      mode,
      type: kind,
      name,
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances,
    });
    const bare = `${inner === undefined ? "" : `${inner}.`}${mode === "data" ? "data." : ""}${kind}.${name}`;
    if (undeclared) continue;
    if (mode === "managed") homes.set(bare, stack.key);
    if (module !== undefined) stack.json.module[`m${index}`] = {};
    else if (mode === "data") (stack.json.data[kind] ??= {})[name] = {};
    else if (below(6) === 0) {
      stack.json.moved.push({ from: bare, to: `${kind}.other${index}` });
      (stack.json.resource[kind] ??= {})[`other${index}`] = {};
    } else (stack.json.resource[kind] ??= {})[name] = {};
  }
  const outputs: Record<string, object> = {};
  for (let index = below(4); index > 0; index--) {
    outputs[`out${index}`] = { value: { resources: [1], "}": "{" }, type: "dynamic" };
    if (below(3) > 0) stacks[below(3)]!.json.output[`out${index}`] = {};
  }
  const indent = below(4) === 0 ? undefined : 2;
  const head = { version: 4, terraform_version: "1.11.4", serial: below(90), lineage: `l${seed}` };
  const text = JSON.stringify({ ...head, outputs, resources, check_results: null }, null, indent);
  // What no double holds.
  return { state: text.replaceAll('"@long"', "12345678901234567890.123456789"), stacks, homes };
}

function instancesOf(kind: number, below: (count: number) => number, index: number): object[] {
  const attributes = {
    id: `id-${index}`,
    weight: "@long",
    tags: { resources: "}]", "9": 1, "1": 2 },
  };
  const body = { schema_version: 1, attributes, sensitive_attributes: [], private: "e30=" };
  if (kind === 0) return [body];
  const count = 1 + below(3);
  return Array.from({ length: count }, (_, at) => ({
    index_key: kind === 1 ? at : KEYS_OF_FOR_EACH[(below(7) + at) % 7],
    ...body,
  }));
}
