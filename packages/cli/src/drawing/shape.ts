import type { Group } from "./kinds";
import type { ChangedObject } from "./resources";

/** Something that changes, by the name that it has within its part. */
export interface NamedChange extends ChangedObject {
  readonly name: string;
}

/** What has a name, and of which something may change. */
export interface Named {
  /** Of letters, digits and `_`; the same for the same part whatever else there is. */
  readonly id: string;
  readonly title: string;
  /** Of its resources; none for what is none of the stack's. */
  readonly addresses: readonly string[];
  readonly changes: readonly NamedChange[];
}

/** Something in the network, or somebody outside. */
export interface DrawnNode extends Named {
  readonly look:
    | "internet"
    | "outside"
    | "entry"
    | "nat"
    | "endpoint"
    | "service"
    | "thing"
    | "stage";
  /** `service`; empty where the title says it. */
  readonly kind: string;
  readonly facts: readonly string[];
  /** The box that it is in. */
  readonly box?: string | undefined;
}

/** A network, its subnets of one tier, a cluster, or a pipeline. */
export interface DrawnBox extends Named {
  readonly look: "network" | "public" | "private" | "cluster" | "pipeline";
  readonly facts: readonly string[];
  readonly box?: string | undefined;
}

/** Who may open connections to whom; an end is a node, or a box for all services in it. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** One part that has no place in the network. */
export interface DrawnRow extends Named {
  readonly kind: string;
}

export interface DrawnList {
  readonly group: Group;
  readonly rows: readonly DrawnRow[];
}

/** A stack, as it is drawn: each of its resources is in one node, box or row. */
export interface Drawing {
  readonly title: string;
  readonly boxes: readonly DrawnBox[];
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  readonly lists: readonly DrawnList[];
  /** Whether it shows a plan, also one that changes nothing. */
  readonly isPlan: boolean;
}

/** All that changes in a drawing. */
export const changesIn = ({ boxes, nodes, lists }: Drawing): NamedChange[] =>
  [...boxes, ...nodes, ...lists.flatMap(({ rows }) => rows)].flatMap(({ changes }) => changes);

/** Whether an arrow leads to what is drawn on the left of where it comes from: to the internet. */
export const leadsBack = ({ to }: DrawnEdge, { nodes }: Drawing): boolean =>
  nodes.some(({ id, look }) => id === to && /^(internet|nat)$/.test(look));
