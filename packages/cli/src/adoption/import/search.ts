import { GetParameterCommand } from "@aws-sdk/client-ssm";
import pMap from "p-map";
import type { Element } from "../../comparison/elements";
import { AT_A_TIME } from "../../core/at-a-time";
import { NoAnswer, type Asks } from "./asks";
import { resolved } from "./values";

/** A thing in AWS that is what a resource would make. */
export interface Thing {
  /** What Terraform imports. */
  readonly id: string;
  /** What other resources read of it besides what the stack says itself. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
  /** Arguments as AWS has them, to tell whether a plan would replace it. @default none are known */
  readonly facts?: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** Looks for what a resource would make. */
export type Finder = (resource: Element, search: Search) => Promise<Thing | undefined>;

/** Where is looked. */
export interface SearchPlace {
  readonly region: string;
  readonly accountId: string;
  /** The VPC that somebody has named. @default the one of the stack's own name */
  readonly vpcId?: string | undefined;
}

/** Looks in AWS for what the resources of a stack would make, each question asked once. */
export class Search {
  private readonly things = new Map<string, Promise<Thing | undefined>>();

  /** Asks AWS, each question once. */
  readonly ask: Asks["ask"];

  constructor(
    readonly place: SearchPlace,
    asks: Asks,
    private readonly elements: ReadonlyMap<string, Element>,
    private readonly dataSources: ReadonlyMap<string, Element>,
    private readonly finders: Readonly<Record<string, Finder>>,
  ) {
    this.ask = (...question) => asks.ask(...question);
  }

  /** What of all resources is there, by address. */
  async all(): Promise<Map<string, Thing>> {
    const addresses = [...this.elements.keys()];
    const things = await pMap(addresses, (one) => this.find(one), AT_A_TIME.requests);
    return new Map(
      addresses.flatMap((address, at) => (things[at] ? [[address, things[at]] as const] : [])),
    );
  }

  find(address: string): Promise<Thing | undefined> {
    const known = this.things.get(address);
    if (known) return known;
    const element = this.elements.get(address);
    const finder = element && this.finders[element.type];
    const thing = finder === undefined ? Promise.resolve(undefined) : this.by(finder, element!);
    this.things.set(address, thing);
    return thing;
  }

  private async by(finder: Finder, element: Element): Promise<Thing | undefined> {
    try {
      return await finder(element, this);
    } catch (error) {
      if (error instanceof NoAnswer) return undefined;
      throw error;
    }
  }

  /** An argument as a text; undefined where it is not there or not known. */
  text({ given }: Pick<Element, "given">, argument: string): Promise<string | undefined> {
    return this.value(given[argument]);
  }

  async value(value: unknown): Promise<string | undefined> {
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (typeof value !== "string") return undefined;
    return resolved(value, (address, attribute) => this.attribute(address, attribute));
  }

  private async attribute(address: string, attribute: string): Promise<string | undefined> {
    const element = this.elements.get(address);
    if (element === undefined) return this.published(address, attribute);
    const said = await this.value(element.given[attribute]);
    return said ?? (await this.find(address))?.attributes[attribute];
  }

  /** What a stack reads of a parameter that another of them writes, as layers tell each other. */
  private async published(address: string, argument: string): Promise<string | undefined> {
    const read = this.dataSources.get(address);
    if (read?.type !== "aws_ssm_parameter") return undefined;
    const name = await this.text(read, "name");
    for (const one of this.of(read.type)) {
      if ((await this.text(one, "name")) === name) return this.text(one, argument);
    }
    return name === undefined ? undefined : this.written(name);
  }

  /** What somebody else has written into a parameter, as what a state of others tells of a network. */
  private async written(name: string): Promise<string | undefined> {
    const found = await this.ask("ssm:GetParameter", name, ({ ssm }) =>
      ssm.send(new GetParameterCommand({ Name: name })),
    );
    return found?.Parameter?.Type === "String" ? found.Parameter.Value : undefined;
  }

  /** The resources of a type that mention another one somewhere. */
  mentioning(address: string, type: string): Element[] {
    const mention = `\${${address}.`;
    return [...this.elements.values()].filter(
      (one) => one.type === type && JSON.stringify(one.given).includes(mention),
    );
  }

  /** The resources of a type. */
  of(type: string): Element[] {
    return [...this.elements.values()].filter((one) => one.type === type);
  }
}

/** The only one of some; where there are several, none is it. */
export const onlyOne = <One>(all: readonly One[]): One | undefined =>
  all.length === 1 ? all[0] : undefined;

/** Whether a name is one that Terraform makes of a prefix: 26 digits behind it. */
export const hasPrefix = (name: string | undefined, prefix: string): boolean =>
  name !== undefined && name.startsWith(prefix) && /^[0-9a-f]{26}$/.test(name.slice(prefix.length));

/** Whether a name is the one that a resource is given, or is made of its prefix. */
export async function isNamed(
  resource: Element,
  search: Search,
  argument = "name",
): Promise<(name: string | undefined) => boolean> {
  const [name, prefix] = await Promise.all([
    search.text(resource, argument),
    search.text(resource, `${argument}_prefix`),
  ]);
  return (other) =>
    name !== undefined ? other === name : prefix !== undefined && hasPrefix(other, prefix);
}
