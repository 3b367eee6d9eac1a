import type { AttributeChange } from "../../words/attribute-changes";
import type { Wider } from "../../words/wider/wider";

/*
 * What a plan changes, value by value, beside the summary. It holds no value that is sensitive, but
 * more than the summary, which the role of pull requests may read: it lies apart for that.
 */

/** One attribute that a plan changes. */
export interface PlannedAttribute extends AttributeChange {
  /** Whether it is what the resource has to be made anew for. */
  readonly forces?: true | undefined;
}

/** What is known of one resource of the summary besides. */
export interface ResourceDetails {
  /** As in the summary. */
  readonly address: string;
  readonly attributes: readonly PlannedAttribute[];
  /** More access than before. */
  readonly wider?: readonly Wider[] | undefined;
}

/** `summaries/<owner>/details/<id>.json` */
export interface PlanDetails {
  readonly resources: readonly ResourceDetails[];
  /** Outputs that change, by their names as paths. */
  readonly outputs: readonly AttributeChange[];
}

/** What is known of resources, by the address that the summary has. */
export const byAddress = (details: PlanDetails | undefined): ReadonlyMap<string, ResourceDetails> =>
  new Map(details?.resources.map((one) => [one.address, one]));

export const detailsText = (details: PlanDetails): string => `${JSON.stringify(details)}\n`;

/** Reads them; undefined for what is none, as of a version that keeps them in another form. */
export function readDetails(text: string): PlanDetails | undefined {
  try {
    const { resources, outputs } = JSON.parse(text) as Partial<PlanDetails>;
    const isSound =
      Array.isArray(outputs) &&
      Array.isArray(resources) &&
      resources.every(({ address, attributes }: Partial<ResourceDetails>) =>
        Boolean(typeof address === "string" && Array.isArray(attributes)),
      );
    return isSound ? { resources: resources as readonly ResourceDetails[], outputs } : undefined;
  } catch {
    return undefined;
  }
}
