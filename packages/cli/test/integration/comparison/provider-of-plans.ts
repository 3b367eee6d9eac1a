import { once } from "node:events";
import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { checkoutRoot } from "@groundwork/testing/project";
import { blockAt, isBlock, type Block } from "../../../src/comparison/elements";
import type { StackJson } from "../../../src/comparison/written-stacks";

/** What a provider knows of a type. */
interface Known {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly block_types: Readonly<Record<string, { readonly block: Known }>>;
}

type Blocks = Readonly<Record<"resource" | "data", Readonly<Record<string, Known>>>>;

/** Arguments of Terraform's own, which no provider has. */
const META = /^(\/\/|lifecycle|depends_on|provider|count|for_each|provisioner|connection|dynamic)$/;

/** Arguments that have values of their own beside another one: a provider that knows not that refuses these. */
const BESIDE: Readonly<Record<string, string>> = {
  image_tag_mutability_exclusion_filter: "image_tag_mutability",
};

/** The true AWS provider for plans; what is applied has made-up values (packages/testing/provider/answering.js). */
export class ProviderOfPlans {
  /** Arguments and types that the provider does not know, and nothing is proved of. */
  readonly unproved = new Set<string>();

  private constructor(
    private readonly child: ChildProcess,
    private readonly reattach: string,
    private readonly blocks: Blocks,
  ) {}

  /**
   * @param folder for its socket
   * @param types of all that is planned
   * @throws Error with Terraform's word where it has no provider
   */
  static async start(folder: string, types: readonly string[]): Promise<ProviderOfPlans> {
    const program = path.join(checkoutRoot, "packages/testing/provider/answering.js");
    const args = [program, path.join(folder, "provider.sock"), ...types];
    const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    const [line] = (await once(createInterface(child.stdout!), "line")) as [string];
    const said = JSON.parse(line) as { reattach: string; blocks: Blocks; missing?: string };
    if (said.missing !== undefined) throw new Error(said.missing);
    return new ProviderOfPlans(child, said.reattach, said.blocks);
  }

  /** Variables by which Terraform takes it. */
  get env(): NodeJS.ProcessEnv {
    return { TF_REATTACH_PROVIDERS: this.reattach };
  }

  stop(): void {
    this.child.stdin!.end();
  }

  /**
   * A stack as this provider plans it: it asks nobody for credentials, nothing is imported or kept from
   * being destroyed, and what holds of values is not asked of made-up ones.
   */
  plannable(json: StackJson): StackJson {
    const { import: _, check: __, ...rest } = json;
    const kinds = (["resource", "data"] as const).filter((kind) => Object.hasOwn(json, kind));
    const parts = kinds.map((kind) => [kind, this.known(json, kind)]);
    const providers = blockAt(json, "provider");
    const aws = [providers["aws"] ?? []].flat().map((one) => this.configured(one as Block));
    return { ...rest, provider: { ...providers, aws }, ...Object.fromEntries(parts) };
  }

  private configured({ allowed_account_ids: _, assume_role: __, ...given }: Block): Block {
    return {
      ...given,
      access_key: "none",
      secret_key: "none",
      max_retries: 1,
      skip_credentials_validation: true,
      skip_metadata_api_check: "true",
      skip_region_validation: true,
      skip_requesting_account_id: true,
    };
  }

  private known(json: StackJson, kind: "resource" | "data"): Block {
    const types = Object.entries(blockAt(json, kind)).map(([type, all]) => {
      const known = this.blocks[kind][type];
      if (known === undefined) {
        if (type.startsWith("aws_")) this.unproved.add(type);
        return [type, type.startsWith("aws_") ? {} : all];
      }
      const named = Object.entries(all as Record<string, Block>).map(([name, body]) => [
        name,
        withoutConditions(this.stripped(body, known, type) as Block),
      ]);
      return [type, Object.fromEntries(named)];
    });
    return Object.fromEntries(types);
  }

  private stripped(body: unknown, known: Known, place: string): unknown {
    if (Array.isArray(body)) return body.map((one) => this.stripped(one, known, place));
    if (!isBlock(body)) return body;
    const isKnown = (name: string) =>
      [known.attributes, known.block_types].some((all) => Object.hasOwn(all, name));
    const left = new Set(
      Object.keys(body).flatMap((name) => (isKnown(name) ? [] : (BESIDE[name] ?? []))),
    );
    const kept = Object.entries(body).flatMap(([name, value]) => {
      if (left.has(name)) return [];
      if (META.test(name) || Object.hasOwn(known.attributes, name)) return [[name, value]];
      const inner = known.block_types[name]?.block;
      const at = `${place}.${name}`;
      if (inner !== undefined) return [[name, this.stripped(value, inner, at)]];
      this.unproved.add(at);
      return [];
    });
    return Object.fromEntries(kept);
  }
}

function withoutConditions(body: Block): Block {
  const { lifecycle } = body;
  if (!isBlock(lifecycle)) return body;
  const { precondition: _, postcondition: __, prevent_destroy: ___, ...kept } = lifecycle;
  return { ...body, lifecycle: kept };
}
