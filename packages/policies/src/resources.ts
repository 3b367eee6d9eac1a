import { Tokenization } from "cdktf";
import type { IConstruct } from "constructs";

/** Arguments in Terraform's spelling. Tokens in them are not resolved. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A block of a stack that a rule looks at: a resource, a data source, a provider, a module, an output. */
export interface Resource {
  /** Terraform's type; of what has none the word of the block itself, as `module` or `output`. */
  readonly type: string;
  /** The construct's path, or the address where no construct has made it. */
  readonly path: string;
  /** The address, as `aws_s3_bucket.logs`. */
  readonly address: string;
  readonly attributes: Attributes;
  /** What the code gives, references as they are; in a plan, whose attributes are values. */
  readonly given?: Attributes | undefined;
  /** Whether the provider says of the argument at a path that it is sensitive; plans know. */
  readonly isMarked?: ((path: string) => boolean) | undefined;
  /** Undefined where it comes from a plan. */
  readonly construct?: IConstruct | undefined;
}

/** All that rules look at, by the kind of the block. */
export interface Blocks {
  readonly resources: readonly Resource[];
  readonly dataSources?: readonly Resource[];
  readonly providers?: readonly Resource[];
  readonly modules?: readonly Resource[];
  /** Outputs, variables and locals. */
  readonly values?: readonly Resource[];
  /** What overrides of the stack write past all constructs: parts of blocks, or whole ones. */
  readonly overrides?: readonly Resource[];
}

/** All resources of one stack, or of one module in a plan, collected once for all rules. */
export class StackResources {
  public readonly providers: readonly Resource[];
  public readonly modules: readonly Resource[];
  public readonly dataSources: readonly Resource[];
  public readonly values: readonly Resource[];
  public readonly overrides: readonly Resource[];
  private readonly byType = new Map<string, Resource[]>();
  private readonly resolved = new Map<string, string>();
  /** What JSON texts say, as several rules read each. */
  private readonly read = new Map<string, unknown>();

  /** @param resolve turns tokens into what Terraform reads. @default there are none */
  constructor(
    blocks: Blocks,
    private readonly resolve: (value: unknown) => unknown = (value) => value,
  ) {
    const { resources, dataSources = [], providers = [], modules = [] } = blocks;
    this.dataSources = dataSources;
    this.providers = providers;
    this.modules = modules;
    this.values = blocks.values ?? [];
    this.overrides = blocks.overrides ?? [];
    for (const resource of resources) {
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
    const reference = new RegExp(`(?<![\\w.-])${target.address.replaceAll(".", "\\.")}(?![\\w-])`);
    return this.texts(value).some((text) => text === name || reference.test(text));
  }

  /** The id by which others refer to a resource. */
  idOf({ address }: Resource): string {
    return `\${${address}.id}`;
  }

  /** Every text in a value, its tokens resolved to what Terraform reads. */
  texts(value: unknown): string[] {
    return textsOf(hasToken(value) ? this.resolve(value) : value);
  }

  /** A text with its tokens resolved, once each: many arguments refer to the same. */
  text(value: unknown): string {
    if (typeof value !== "string") return this.texts(value).join("");
    if (!value.includes("TfToken[")) return value;
    let text = this.resolved.get(value);
    if (text === undefined) this.resolved.set(value, (text = this.texts(value).join("")));
    return text;
  }

  /** What a JSON text says, whose strings may hold tokens; undefined where only Terraform can make it. */
  json(text: unknown): unknown {
    if (typeof text === "string" && this.read.has(text)) return this.read.get(text);
    const plain = tryParse(text);
    const said = plain === undefined && text !== undefined ? tryParse(this.text(text)) : plain;
    if (typeof text === "string") this.read.set(text, said);
    return said;
  }
}

function tryParse(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
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

/** Whether it is one block, and no list of them. */
export const isBlock = (value: unknown): value is Attributes =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The arguments of a block; of anything else none. */
export const fieldsOf = (value: unknown): Attributes => (isBlock(value) ? value : {});

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
