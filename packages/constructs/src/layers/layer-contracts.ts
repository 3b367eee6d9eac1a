import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  CONTRACTS,
  contractParameter,
  FIELDS,
  LAYERS,
  type ContractName,
  type Contracts,
  type Layer,
} from "./contracts";

export interface LayerContractsProps {
  /** What the names of the parameters start with, as `/acme/dev/layers`. */
  readonly path: string;

  /** The layer that the stack has. @default - all of them: nothing is published or read */
  readonly layer?: Layer | undefined;

  /** The layers that have stacks, lowest first. */
  readonly own: readonly Layer[];
}

/** What one stack of an environment has of the others of it, and they of it. */
export class LayerContracts {
  constructor(
    private readonly stack: TerraformStack,
    private readonly props: LayerContractsProps,
  ) {}

  /** Whether this stack makes what a contract is about; otherwise another one publishes it. */
  makes(contract: ContractName): boolean {
    const { layer, own } = this.props;
    return layer === undefined || layer === (contract === "base" ? own[0] : contract);
  }

  /** Whether the stack has a layer, or one above it. */
  reaches(layer: Layer): boolean {
    return LAYERS.indexOf(this.props.layer ?? "services") >= LAYERS.indexOf(layer);
  }

  /** Tells the stacks of the layers above; nothing where there are none. */
  publish<Name extends ContractName>(contract: Name, values: Contracts[Name]): void {
    if (this.props.layer === undefined || this.props.layer === "services") return;
    const scope = this.scopeOf(contract);
    for (const { field, ...parameter } of this.fieldsOf(contract)) {
      const value = values[field] as string | string[] | undefined;
      if (value !== undefined) parameters().writeParameter(scope, field, { ...parameter, value });
    }
  }

  /** What a stack below has told. Each field is asked of Parameter Store once, if it is used. */
  read<Name extends ContractName>(contract: Name): Contracts[Name] {
    const scope = this.scopeOf(contract);
    const values = {};
    for (const { field, ...parameter } of this.fieldsOf(contract)) {
      let value: string | string[] | undefined;
      const get = () => (value ??= parameters().readParameter(scope, field, parameter));
      Object.defineProperty(values, field, { enumerable: true, get });
    }
    return values as Contracts[Name];
  }

  private fieldsOf<Name extends ContractName>(contract: Name) {
    return Object.entries<"String" | "StringList">(FIELDS[contract]).map(([field, type]) => ({
      field: field as keyof Contracts[Name] & string,
      name: contractParameter(this.props.path, contract, field),
      type,
    }));
  }

  private scopeOf(contract: ContractName): Construct {
    const there = this.stack.node.tryFindChild(CONTRACTS) as Construct | undefined;
    return new Construct(there ?? new Construct(this.stack, CONTRACTS), contract);
  }
}

/** Loaded for those who have layers: classes of the provider take a dozen milliseconds. */
const parameters = () => require("./parameters") as typeof import("./parameters.js");
