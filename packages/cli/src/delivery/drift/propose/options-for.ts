import path from "node:path";
import { askApp } from "../../../comparison/ask-app";
import { pointerTo } from "../../../comparison/plan-pointer";
import type { Near, Settled, SettledOption } from "../../../comparison/settle";
import type { Wanted } from "../../../comparison/wanted";
import type { StackJson } from "../../../state/stack-json";
import { parseAddress } from "../../../terraform/address";
import type { Drifted, DriftedAttribute } from "../drift-contents";
import type { OneAttribute } from "./proposal";
import { tryOptions, type Tried, type TryOptions } from "./try-options";

/** An attribute that drifted, with its resource. */
export interface Item {
  readonly drifted: Drifted;
  readonly attribute: DriftedAttribute;
  readonly named: OneAttribute & { readonly attribute: string };
}

export interface SearchOptions extends TryOptions {
  /** The stack, as it was synthesized. */
  readonly json: StackJson;
  /** A folder for what is made on the way. */
  readonly dir: string;
}

/** The options that attributes come from, and which of them may be written. */
export interface Sought {
  readonly options: readonly SettledOption[];
  readonly tried: Tried;
  /** Positions of an attribute's options in the list; an option that says more than it. */
  of(item: Item): { readonly positions: readonly number[]; readonly near?: Near | undefined };
}

/** How long options are looked for in one stack, in ms of the processor's time: each takes a synth. */
const PATIENCE = 60_000;

/** Looks for the options of attributes, and tries them. */
export async function optionsFor(items: readonly Item[], options: SearchOptions): Promise<Sought> {
  const { stack, json, dir, env, signal } = options;
  const placed = items.flatMap((item) => {
    const pointer = placeOf(item, json);
    const { inAws, inCode } = item.attribute;
    const wanted: Wanted | undefined = pointer && {
      pointer,
      value: inAws ?? null,
      planned: inCode,
    };
    return wanted ? [{ item, wanted }] : [];
  });
  const wanted = placed.map((one) => one.wanted);
  const what = `looking for the options of ${stack}`;
  const folder = { dir: path.join(dir, "options", stack), env, signal };
  const settled: Settled = (wanted.length > 0 &&
    (await askApp<Settled>(
      "settle-program",
      what,
      stack,
      { wanted, patience: PATIENCE },
      folder,
    ))) || { options: [], byWanted: wanted.map(() => []), near: [] };
  const position = new Map(placed.map(({ item }, index) => [item, index]));
  return {
    options: settled.options,
    tried: await tryOptions(settled, wanted, options),
    of: (item) => {
      const index = position.get(item) ?? -1;
      // JSON has null for what is not there.
      return { positions: settled.byWanted[index] ?? [], near: settled.near[index] ?? undefined };
    },
  };
}

/** Where the code says an attribute; undefined where several resources come from one place, or none. */
function placeOf({ drifted, attribute }: Item, json: StackJson) {
  const { modules = [], type, name, key } = parseAddress(drifted.resource.address) ?? {};
  const isAlone = modules.length === 0 && key === undefined;
  if (!isAlone || type === undefined || name === undefined) return undefined;
  return pointerTo(json, [type, name], attribute.steps, drifted.inCode);
}
