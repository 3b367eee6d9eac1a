import {
  DefaultTokenResolver,
  StringConcat,
  TerraformDataSource,
  TerraformModule,
  TerraformProvider,
  TerraformResource,
  Tokenization,
  type TerraformStack,
} from "cdktf";
import type { IConstruct } from "constructs";

/** Arguments in Terraform's spelling. Tokens in them are not resolved. */
export type Attributes = Readonly<Record<string, unknown>>;

type Block = TerraformResource | TerraformDataSource | TerraformModule | TerraformProvider;

/** A resource of a stack, or another block that a rule looks at: a provider, a module. */
export class Resource {
  /** Terraform's type; of a module the word `module` itself. */
  public readonly type: string;
  public readonly path: string;
  private known: Attributes | undefined;

  constructor(public readonly construct: Block) {
    this.type = construct instanceof TerraformModule ? "module" : construct.terraformResourceType;
    this.path = construct.node.path;
  }

  /** The arguments, rendered when a rule first asks: no rule ever asks for many of the types. */
  get attributes(): Attributes {
    this.known ??= this.render();
    return this.known;
  }

  /** The address, as `aws_s3_bucket.logs`. */
  get address(): string {
    return `${this.type}.${this.construct.friendlyUniqueId}`;
  }

  private render(): Attributes {
    const { resource, data, module, provider } = this.construct.toTerraform();
    const id = this.construct.friendlyUniqueId;
    // A resource that moves to another address renders under that address alone.
    const named = (resource ?? data)?.[this.type]?.[id] ?? module?.[id];
    return named ?? provider?.[this.type]?.[0] ?? {};
  }
}

/** All resources of one stack, collected once for all rules. */
export class StackResources {
  public readonly providers: readonly Resource[];
  public readonly modules: readonly Resource[];
  public readonly dataSources: readonly Resource[];
  private readonly byType = new Map<string, Resource[]>();

  constructor(
    private readonly stack: TerraformStack,
    constructs: readonly IConstruct[],
  ) {
    this.providers = constructs
      .filter((construct) => TerraformProvider.isTerraformProvider(construct))
      .map((provider) => new Resource(provider));
    this.modules = constructs
      .filter((construct) => construct instanceof TerraformModule)
      .map((module) => new Resource(module));
    this.dataSources = constructs
      .filter((construct) => TerraformDataSource.isTerraformDataSource(construct))
      .map((source) => new Resource(source));
    for (const construct of constructs) {
      if (!TerraformResource.isTerraformResource(construct)) continue;
      const resource = new Resource(construct);
      const others = this.byType.get(resource.type);
      if (others) others.push(resource);
      else this.byType.set(resource.type, [resource]);
    }
  }

  get all(): Resource[] {
    return [...this.byType.values()].flat();
  }

  ofType(...types: readonly string[]): Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /**
   * Resources of a type whose argument names a resource, as the encryption of a bucket names the
   * bucket.
   */
  referring(type: string, argument: string, target: Resource): Resource[] {
    return this.ofType(type).filter((resource) =>
      this.mentions(resource.attributes[argument], target),
    );
  }

  /** Whether a resource is named anywhere in a value, by reference or by its own name. */
  mentions(value: unknown, target: Resource): boolean {
    const name = target.attributes["bucket"] ?? target.attributes["name"];
    const reference = new RegExp(`(?<![\\w.-])${target.address.replace(".", "\\.")}(?![\\w-])`);
    return this.texts(value).some((text) => text === name || reference.test(text));
  }

  /** Every text in a value, its tokens resolved to what Terraform reads. */
  texts(value: unknown): string[] {
    return textsOf(hasToken(value) ? this.resolve(value) : value);
  }

  /** A text with its tokens resolved. */
  text(value: unknown): string {
    return this.texts(value).join("");
  }

  private resolve(value: unknown): unknown {
    const resolver = new DefaultTokenResolver(new StringConcat());
    return Tokenization.resolve(value, { scope: this.stack, resolver, preparing: false });
  }
}

/** Resolving is by far the dearest step, so texts without tokens skip it. */
function hasToken(value: unknown): boolean {
  if (typeof value === "string") return value.includes("TfToken[");
  if (typeof value !== "object" || value === null) return false;
  return Tokenization.isResolvable(value) || Object.entries(value).flat().some(hasToken);
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** Nested blocks, whether they are rendered as one object or as a list. */
export function blocks(value: unknown): Attributes[] {
  if (Array.isArray(value)) return value.flatMap(blocks);
  return typeof value === "object" && value !== null ? [value as Attributes] : [];
}

/** Some arguments of the AWS provider take booleans as text. */
export const isTrue = (value: unknown): boolean => value === true || value === "true";

/** Whether an argument is given at all, even by reference. */
export const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== "" && value !== false;

export const list = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
