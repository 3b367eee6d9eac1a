import type { DriftIgnore } from "@groundwork/configuration";
import { fileOfOption } from "../../../sources/option-edit";
import type { Drifted } from "../drift-contents";
import { expiredFor } from "../drift-ignore";
import type { Edits } from "./edits";
import { datedEntry } from "./ignore-entries";
import { keptOut, widerIn } from "./judge";
import type { Item, Sought } from "./options-for";
import {
  editOf,
  type AcceptedAttribute,
  type Proposal,
  type ProposedOption,
  type RevertedAttribute,
} from "./proposal";

/** What a decision goes by. */
export interface DecideOptions {
  readonly stack: string;
  /** Masks what is known to be secret in a text. */
  readonly mask: (text: string) => string;
  /** The list in environments/drift-ignore.ts. */
  readonly ignores: readonly DriftIgnore[];
  readonly now: Date;
}

/** A proposal, and what it writes. */
export type Decided = Pick<Proposal, "options" | "accepted" | "reverted"> & {
  readonly edits: Edits;
};

/**
 * Decides how the drift of a stack may end: what an option says gets the value in AWS; what none says is
 * accepted for a while. What is secret, gone, refused by the checks, or open to more than the code says
 * is left to a plan.
 *
 * @param seek looks for the options of attributes
 */
export async function decide(
  drift: readonly Drifted[],
  options: DecideOptions,
  seek: (items: readonly Item[]) => Promise<Sought>,
): Promise<Decided> {
  const { open, reverted } = judged(drift, options);
  const sought = await seek(open);
  const accepted: AcceptedAttribute[] = [];
  const entries: DriftIgnore[] = [];
  const renewed: DriftIgnore[] = [];
  for (const item of open) {
    const refusal = refusalOf(item, sought);
    if (refusal === undefined) continue;
    const wider = widerIn(item.drifted).join("; ");
    if (wider !== "" || !refusal.isHarmless) {
      reverted.push({ ...item.named, because: wider === "" ? refusal.why! : `it ${wider}` });
      continue;
    }
    const { entry, isRenewed } = entryFor(item, options);
    (isRenewed ? renewed : entries).push(entry);
    const { why: because } = refusal;
    accepted.push({
      ...item.named,
      until: entry.until!,
      ...(because !== undefined && { because }),
    });
  }
  const kept = sought.options.filter((_, position) => sought.tried.kept.has(position));
  const edits: Edits = { options: kept.map(editOf), entries, renewed };
  const proposed = kept.map((option): ProposedOption => {
    const own = open.filter((item) =>
      sought.of(item).positions.some((position) => sought.options[position] === option),
    );
    return {
      option: option.name,
      file: fileOfOption(editOf(option)),
      before: option.before,
      after: option.value,
      attributes: own.map(({ named }) => named),
      wider: [...new Set(own.flatMap(({ drifted }) => widerIn(drifted)))],
    };
  });
  return { options: proposed, accepted, reverted, edits };
}

/** What may be written into a file, and what not. */
function judged(drift: readonly Drifted[], { mask }: DecideOptions) {
  const reverted: RevertedAttribute[] = [];
  const open: Item[] = [];
  for (const drifted of drift) {
    const { address, path, action } = drifted.resource;
    const named = { address, ...(path !== undefined && { path }) };
    if (action === "gone") reverted.push({ ...named, because: "it is gone" });
    for (const attribute of drifted.attributes) {
      const one = { ...named, attribute: attribute.name };
      const because = keptOut(drifted, attribute, mask);
      if (because === undefined) open.push({ drifted, attribute, named: one });
      else reverted.push({ ...one, because });
    }
  }
  return { open, reverted };
}

/** Why no option is written for an attribute; undefined where one is. */
function refusalOf(
  item: Item,
  { options, tried, of }: Sought,
): { readonly why?: string | undefined; readonly isHarmless: boolean } | undefined {
  const { positions, near } = of(item);
  const refused = positions.flatMap((one) => tried.refused.get(one) ?? [])[0];
  if (positions.length > 0 && refused === undefined) return undefined;
  if (refused) {
    const names = positions.map((one) => options[one]!.name).join(" and ");
    return { why: `${names}: ${refused.why}`, isHarmless: refused.isUnedited };
  }
  const more = near && near.also.length > 1 ? ` and ${near.also.length - 1} more` : "";
  return {
    why: near && `${near.option} says it, and ${near.also[0]}${more} as well`,
    isHarmless: true,
  };
}

function entryFor({ named }: Item, { stack, ignores, now }: DecideOptions) {
  const fresh = datedEntry({ stack, address: named.address, attribute: named.attribute! }, now);
  const old = expiredFor(ignores, fresh, now);
  return old
    ? { entry: { ...old, until: fresh.until! }, isRenewed: true }
    : { entry: fresh, isRenewed: false };
}
