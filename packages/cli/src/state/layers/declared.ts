import { leftBehind, namesFor, type Moves } from "../../terraform/moves";
import type { StateEntry } from "../../terraform/state-parts";

/** A stack's Terraform JSON, as far as it says what is the stack's own. */
export interface DeclaringJson extends Moves {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly module?: Readonly<Record<string, unknown>>;
  readonly output?: Readonly<Record<string, unknown>>;
}

type Blocks = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What one stack declares, by the JSON in whose folder Terraform works. */
export class Declared {
  private readonly names: ReadonlySet<string>;
  private readonly left: ReadonlySet<string>;
  private readonly outputs: ReadonlySet<string>;

  constructor(json: DeclaringJson) {
    this.names = new Set([
      ...Object.keys(json.module ?? {}).map((name) => `module.${name}`),
      ...namesIn(json.resource),
      ...namesIn(json.data).map((name) => `data.${name}`),
    ]);
    this.left = new Set(leftBehind(json));
    this.outputs = new Set(Object.keys(json.output ?? {}));
  }

  declares(entry: StateEntry): boolean {
    return hasName(this.names, entry);
  }

  /** Whether a `moved` or a `removed` block of the stack is about it. */
  hasLeft(entry: StateEntry): boolean {
    return hasName(this.left, entry);
  }

  hasOutput(name: string): boolean {
    return this.outputs.has(name);
  }
}

const namesIn = (blocks: Blocks = {}): string[] =>
  Object.entries(blocks).flatMap(([type, bodies]) =>
    Object.keys(bodies).map((name) => `${type}.${name}`),
  );

const hasName = (names: ReadonlySet<string>, { address, addresses }: StateEntry): boolean =>
  names.size > 0 &&
  [address, ...addresses].some((one) => namesFor(one).some(({ name }) => names.has(name)));
