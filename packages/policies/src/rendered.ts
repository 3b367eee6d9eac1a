import {
  TerraformDataSource,
  TerraformElement,
  TerraformLocal,
  TerraformModule,
  TerraformOutput,
  TerraformProvider,
  TerraformResource,
  TerraformVariable,
  Token,
  type TerraformStack,
} from "cdktf";
import type { IConstruct } from "constructs";
import { renderedResource } from "@groundwork/constructs/stack/quick-render";
import { quickResolver } from "@groundwork/constructs/stack/quick-resolve";
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
  if ("terraformResourceType" in construct) return construct.terraformResourceType;
  if (construct instanceof TerraformModule) return "module";
  if (construct instanceof TerraformOutput) return "output";
  return construct instanceof TerraformVariable ? "variable" : "local";
}

const isValue = (construct: IConstruct) =>
  construct instanceof TerraformOutput ||
  construct instanceof TerraformVariable ||
  construct instanceof TerraformLocal;

/** What rules look at in a stack that is being synthesized. */
export function rendered(stack: TerraformStack, constructs: readonly IConstruct[]): StackResources {
  const resources = constructs.filter((one) => TerraformResource.isTerraformResource(one));
  const others = constructs.filter(
    (one) =>
      TerraformElement.isTerraformElement(one) && !TerraformResource.isTerraformResource(one),
  );
  const those = <Kind extends Block & IConstruct>(
    isKind: (construct: IConstruct) => construct is Kind,
  ): Resource[] => others.filter(isKind).map((construct) => new Rendered(construct));
  const resolve = quickResolver(stack);
  return new StackResources(
    {
      resources: resources.map((resource) => new Rendered(resource)),
      dataSources: those((construct) => TerraformDataSource.isTerraformDataSource(construct)),
      providers: those((construct) => TerraformProvider.isTerraformProvider(construct)),
      modules: those((construct) => construct instanceof TerraformModule),
      values: those(isValue),
      overrides: overridesOf(stack),
    },
    // The one item of a list that Terraform alone knows is no text by itself.
    (value) => resolve(Token.isUnresolved([value]) ? [value] : value),
  );
}
