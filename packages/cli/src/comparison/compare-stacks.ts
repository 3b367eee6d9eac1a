import { costChanges, type CostChange } from "../costs/cost-words";
import { fixedCosts } from "../costs/fixed-costs";
import { holdsData } from "@groundwork/policies/holds-data";
import { afterMoves, removalOf, type Moves } from "../terraform/moves";
import { argumentChanges, valueChanges, type ArgumentChange } from "./argument-changes";
import { Consequences, isIgnored, type Follow } from "./consequences";
import { elementsOf, settingsOf, type Block, type Element } from "./elements";
import { wouldKeep } from "./moved";
import { edgesTo, withAddresses } from "./references";
import type { Replaced } from "./replacement";
import type { StackJson } from "./written-stacks";

/** What becomes of something that a stack declares. */
export interface ElementChange {
  /** After the change; before it, of what is gone. */
  readonly address: string;
  readonly kind: Element["kind"];
  readonly type: string;
  /** Path of its construct, as `dev-stack/services/web/service`. */
  readonly path?: string | undefined;
  /**
   * `same` is said of what only moved, `forgotten` of what stays in AWS and is managed no more, and
   * `follows` of what has the same arguments, whose values are others as something else changes.
   */
  readonly change: "new" | "gone" | "forgotten" | "changed" | "follows" | "same";
  readonly replaced: Replaced;
  /** Arguments by which it is, or may be, replaced. */
  readonly because: readonly string[];
  readonly arguments: readonly ArgumentChange[];
  /** Changes of what Terraform itself reads: `lifecycle`, `depends_on` and others. */
  readonly settings: readonly ArgumentChange[];
  readonly follows: readonly Follow[];
  /** Its address before, where a `moved` block says so. */
  readonly movedFrom?: string | undefined;
  /**
   * Of what is new and looks like something that is gone: the address of that. A `moved` block would
   * keep it.
   */
  readonly keptFrom?: string | undefined;
  /** Whether something that is there already is taken up in place of making it. */
  readonly imported: boolean;
  /** Whether destroying it loses data; what is not known to hold none may. */
  readonly holdsData: boolean;
  /** Addresses of what refers to it. */
  readonly hanging: readonly string[];
  /** How many hang on it in the end, by way of others. */
  readonly reach: number;
}

export interface StackComparison {
  readonly stack: string;
  readonly change: "new" | "gone" | "changed" | "same";
  /** What changes, in the order of the stack's JSON; what is gone comes last. */
  readonly elements: readonly ElementChange[];
  /** What else the stack says: outputs, providers, the backend. */
  readonly settings: readonly SettingChange[];
  /** What is paid for each month whether it is used or not, more or less of it. */
  readonly costs: readonly CostChange[];
}

/** A change of what has no address. */
export interface SettingChange extends ArgumentChange {
  /** As `output.url`, `provider.aws` or `terraform.backend`. */
  readonly setting: string;
}

/** Compares a stack before and after a change; undefined where there is none. */
export function compareStacks(
  stack: string,
  before: StackJson | undefined,
  after: StackJson | undefined,
): StackComparison {
  const elements = new StackPair(before ?? {}, after ?? {}).changes();
  const settings = settingChanges(before ?? {}, after ?? {});
  const isSame = elements.length === 0 && settings.length === 0;
  const change = !before ? "new" : !after ? "gone" : isSame ? "same" : "changed";
  const [was, is] = [fixedCosts(before ?? {}), fixedCosts(after ?? {})];
  return { stack, change, elements, settings, costs: costChanges(was, is) };
}

function settingChanges(before: StackJson, after: StackJson): SettingChange[] {
  const [one, other] = [settingsOf(before), settingsOf(after)];
  const names = [...new Set([...one.keys(), ...other.keys()])];
  return names.flatMap((name) =>
    valueChanges({ [name]: one.get(name) }, { [name]: other.get(name) }).map((change) => ({
      ...change,
      setting: name,
      // A name of several words is one key there.
      path: change.path.replace(`[${JSON.stringify(name)}]`, name),
    })),
  );
}

class StackPair {
  private readonly before: Map<string, Element>;
  private readonly after: Map<string, Element>;
  private readonly moves: Moves;
  /** Addresses before, by those after, of what `moved` blocks lead to. */
  private readonly movedFrom = new Map<string, string>();

  constructor(
    private readonly was: StackJson,
    private readonly json: StackJson,
  ) {
    this.before = elementsOf(was);
    this.after = elementsOf(json);
    this.moves = json as Moves;
    for (const address of this.before.keys()) {
      const now = afterMoves(address, this.moves);
      if (now !== address && this.after.has(now)) this.movedFrom.set(now, address);
    }
  }

  changes(): ElementChange[] {
    const moved = new Set(this.movedFrom.values());
    const gone = [...this.before.values()].filter(
      ({ address }) => !this.after.has(address) && !moved.has(address),
    );
    const old = (address: string) => this.before.get(this.movedFrom.get(address) ?? address);
    const made = [...this.after.values()].filter(({ address }) => !old(address));
    const kept = wouldKeep(gone, made);
    const imported = new Set(listOf(this.json["import"]).map(({ to }) => String(to)));
    const edges = edgesTo(this.json, this.after);
    const direct = new Map<string, readonly ArgumentChange[]>();
    const settings = new Map<string, readonly ArgumentChange[]>();
    for (const element of this.after.values()) {
      const was = old(element.address);
      if (!was) continue;
      direct.set(element.address, this.argumentsOf(was, element));
      settings.set(element.address, valueChanges(this.named(was.meta), element.meta));
    }
    const consequences = new Consequences(
      this.after,
      edges,
      direct,
      edgesTo(this.was, this.before),
    );
    const about = ({ address, kind, type, path }: Element) => ({
      address,
      kind,
      type,
      path,
      replaced: "no" as const,
      because: [],
      arguments: [],
      settings: [],
      follows: [],
      imported: false,
      holdsData: kind === "module" || (kind === "resource" && holdsData(type) !== "no"),
      hanging: consequences.hanging(address),
      reach: consequences.reach(address),
    });
    const present = [...this.after.values()].flatMap((element): ElementChange[] => {
      const { address } = element;
      if (!old(address)) {
        return [
          {
            ...about(element),
            change: "new",
            imported: imported.has(address),
            keptFrom: kept.get(address),
          },
        ];
      }
      const own = direct.get(address)!;
      const meta = settings.get(address)!;
      const follows = consequences.follows(address);
      const movedFrom = this.movedFrom.get(address);
      if ([own, meta, follows].every((one) => one.length === 0) && movedFrom === undefined)
        return [];
      const change =
        own.length + meta.length > 0 ? "changed" : follows.length > 0 ? "follows" : "same";
      const changed = { change, arguments: own, settings: meta, follows, movedFrom } as const;
      return [{ ...about(element), ...changed, ...consequences.replacement(address) }];
    });
    const left = gone.map((element): ElementChange => {
      const isKept = removalOf(element.address, this.moves) === "forgotten";
      return { ...about(element), change: isKept ? "forgotten" : "gone" };
    });
    return [...present, ...left];
  }

  /** Without those that Terraform is told to ignore. */
  private argumentsOf(was: Element, element: Element): ArgumentChange[] {
    const changes = argumentChanges(element.type, this.named(was.given), element.given);
    return changes.filter(({ path }) => !isIgnored(element.meta, path));
  }

  /** As it would be called now: a reference to what has moved means the same. */
  private named(block: Block): Block {
    if (this.movedFrom.size === 0) return block;
    return withAddresses(block, (address) => {
      const now = afterMoves(address, this.moves);
      return this.after.has(now) ? now : address;
    }) as Block;
  }
}

/** Terraform takes one block as an object or as a list. */
const listOf = (blocks: unknown): readonly Readonly<Record<string, unknown>>[] =>
  blocks === undefined ? [] : ([blocks].flat() as Readonly<Record<string, unknown>>[]);
