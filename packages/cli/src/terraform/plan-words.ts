/*
 * A plan in words, told alike wherever people read of one: terminal, message, comment. Values are
 * in none of them.
 */

/** What a plan would do to a resource, with `no-op` for one that is only imported or moved; `invoke` runs an action. */
export type Action = "create" | "update" | "replace" | "destroy" | "forget" | "invoke" | "no-op";

/** Signs as Terraform shows them, and those to which GitHub gives a colour in a diff. */
const SIGNS: Readonly<Record<Action, { readonly text: string; readonly diff: string }>> = {
  create: { text: "+", diff: "+" },
  update: { text: "~", diff: "!" },
  replace: { text: "-/+", diff: "-/+" },
  destroy: { text: "-", diff: "-" },
  forget: { text: ".", diff: "#" },
  invoke: { text: ">", diff: "!" },
  "no-op": { text: " ", diff: " " },
};

export const signOf = (action: Action): string => SIGNS[action].text;

/** The sign for a fence of the language `diff` in Markdown. */
export const diffSignOf = (action: Action): string => SIGNS[action].diff;

/** How many of each kind a plan has. */
export interface PlanCounts {
  readonly add: number;
  readonly change: number;
  readonly replace: number;
  readonly destroy: number;
  readonly import: number;
  readonly move: number;
  readonly forget: number;
  /** Actions that are run; undefined where there are none. */
  readonly invoke?: number | undefined;
  /** Outputs that change. */
  readonly outputs: number;
}

const COUNTED = [
  "add",
  "change",
  "replace",
  "destroy",
  "import",
  "move",
  "forget",
  "invoke",
] as const;

/** `2 to add, 1 to destroy, 1 output`, or `nothing to change` */
export function countsInWords(counts: Partial<PlanCounts>): string {
  const { outputs = 0 } = counts;
  const parts = [
    ...COUNTED.flatMap((name) => (counts[name] ? [`${counts[name]} to ${name}`] : [])),
    ...(outputs > 0 ? [`${outputs} output${outputs === 1 ? "" : "s"}`] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : "nothing to change";
}

/** What people are told of a resource. */
export interface ResourceInPlan {
  readonly address: string;
  /** The construct that it comes from. */
  readonly path?: string | undefined;
  /** Names of the arguments that force a replacement. */
  readonly because?: readonly string[] | undefined;
  readonly movedFrom?: string | undefined;
  readonly imported?: true | undefined;
  /** When an action is run, as `after the update of aws_sqs_queue.jobs`. */
  readonly trigger?: string | undefined;
}

/** `aws_vpc.a (prod-stack/network/vpc), because of cidr_block, moved from aws_vpc.b` */
export function resourceInWords(resource: ResourceInPlan): string {
  const { address, path, because = [], movedFrom, imported, trigger } = resource;
  return [
    `${address}${path === undefined ? "" : ` (${path})`}`,
    ...(because.length > 0 ? [`because of ${because.join(", ")}`] : []),
    ...(movedFrom === undefined ? [] : [`moved from ${movedFrom}`]),
    ...(imported ? ["imported"] : []),
    ...(trigger === undefined ? [] : [trigger]),
  ].join(", ");
}

/** The same as a line of its own, after the sign of what happens to it. */
export const resourceLine = (resource: ResourceInPlan & { readonly action: Action }): string =>
  `${signOf(resource.action).padStart(5)} ${resourceInWords(resource)}`;

/** `  outputs: url, vpc_id`, if there are any. */
export const outputLines = (names: readonly string[]): string[] =>
  names.length > 0 ? [`  outputs: ${names.join(", ")}`] : [];
