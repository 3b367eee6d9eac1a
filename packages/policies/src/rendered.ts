import {
  DefaultTokenResolver,
  StringConcat,
  TerraformDataSource,
  TerraformLocal,
  TerraformModule,
  TerraformOutput,
  TerraformProvider,
  TerraformResource,
  TerraformVariable,
  Token,
  Tokenization,
  type TerraformStack,
} from "cdktf";
import type { IConstruct } from "constructs";
import { renderedResource } from "@groundwork/constructs/stack/quick-render";
import { overridesOf } from "./overrides";
import { StackResources, type Attributes, type Resource } from "./resources";

type Block =
  | TerraformResource
  | TerraformDataSource
  | TerraformModule
  | TerraformProvider
  | TerraformOutput
  | TerraformVariable
  | TerraformLocal;

/** A construct as a rule looks at it. */
class Rendered implements Resource {
  public readonly type: string;
  public readonly path: string;
  private known: Attributes | undefined;

  constructor(public readonly construct: Block) {
    this.type = typeOf(construct);
    this.path = construct.node.path;
  }

  /** The arguments, rendered when a rule first asks: no rule ever asks for many of the types. */
  get attributes(): Attributes {
    this.known ??= this.render();
    return this.known;
  }

  get address(): string {
    return `${this.type}.${this.construct.friendlyUniqueId}`;
  }

  private render(): Attributes {
    const { resource, data, module, provider, output, variable, locals } =
      this.construct instanceof TerraformResource
        ? renderedResource(this.construct)
        : this.construct.toTerraform();
    const id = this.construct.friendlyUniqueId;
    // A resource that moves to another address renders under that address alone.
    const named = (resource ?? data)?.[this.type]?.[id] ?? (module ?? output ?? variable)?.[id];
    return named ?? locals ?? provider?.[this.type]?.[0] ?? {};
  }
}

function typeOf(construct: Block): string {
  if (construct instanceof TerraformModule) return "module";
  if (construct instanceof TerraformOutput) return "output";
  if (construct instanceof TerraformVariable) return "variable";
  if (construct instanceof TerraformLocal) return "local";
  return construct.terraformResourceType;
}

const isValue = (construct: IConstruct) =>
  construct instanceof TerraformOutput ||
  construct instanceof TerraformVariable ||
  construct instanceof TerraformLocal;

/** What rules look at in a stack that is being synthesized. */
export function rendered(stack: TerraformStack, constructs: readonly IConstruct[]): StackResources {
  const those = <Kind extends Block & IConstruct>(
    isKind: (construct: IConstruct) => construct is Kind,
  ): Resource[] => constructs.filter(isKind).map((construct) => new Rendered(construct));
  const resolver = new DefaultTokenResolver(new StringConcat());
  return new StackResources(
    {
      resources: those((construct) => TerraformResource.isTerraformResource(construct)),
      dataSources: those((construct) => TerraformDataSource.isTerraformDataSource(construct)),
      providers: those((construct) => TerraformProvider.isTerraformProvider(construct)),
      modules: those((construct) => construct instanceof TerraformModule),
      values: those(isValue),
      overrides: overridesOf(stack),
    },
    (value) =>
      // The one item of a list that Terraform alone knows is no text by itself.
      Tokenization.resolve(Token.isUnresolved([value]) ? [value] : value, {
        scope: stack,
        resolver,
        preparing: false,
      }),
  );
}
