import { table } from "../core/table";
import { totalOf, type FixedCost } from "./fixed-costs";

/** The fixed costs of one stack. */
export interface StackCosts {
  readonly stack: string;
  readonly costs: readonly FixedCost[];
}

/** `$43.07`, or what stands there where no price is known. */
export const dollars = (amount: number | undefined): string =>
  amount === undefined ? "not known" : `$${amount.toFixed(2)}`;

/** The costs of stacks, a line each, with the sum of each stack. */
export function costsText(stacks: readonly StackCosts[]): string {
  const rows = stacks.flatMap(({ stack, costs }) => [
    ...costs.map(({ what, count, dollarsAMonth, region, asOf }) => [
      stack,
      String(count),
      what,
      dollars(dollarsAMonth),
      asOf === undefined ? region : `${region}, ${asOf}`,
    ]),
    [stack, "", "a month", dollars(totalOf(costs)), ""],
  ]);
  return table([["stack", "count", "what", "a month", "price of"], ...rows], {
    giveWay: ["price of"],
  });
}

/** How one item of a stack's costs differs. */
export interface CostChange {
  readonly what: string;
  readonly before: number;
  readonly after: number;
  /** US dollars a month more, or less; undefined where the price is not known in the region. */
  readonly dollarsAMonth: number | undefined;
}

/** What a change adds to the fixed costs of a stack, and what it takes from them. */
export function costChanges(
  before: readonly FixedCost[],
  after: readonly FixedCost[],
): CostChange[] {
  const names = [...new Set([...after, ...before].map(({ what }) => what))];
  return names.flatMap((what) => {
    const [old, fresh] = [before, after].map((costs) => costs.find((one) => one.what === what));
    const [was, is] = [old, fresh].map((one) => (one ? one.dollarsAMonth : 0));
    const known = was !== undefined && is !== undefined;
    const change = known ? Math.round((is - was) * 100) / 100 : undefined;
    const [from, to] = [old?.count ?? 0, fresh?.count ?? 0];
    // As many as before, of a price that nobody knows here, cost as much as before.
    return from === to && (change === 0 || (was === undefined && is === undefined))
      ? []
      : [{ what, before: from, after: to, dollarsAMonth: change }];
  });
}

/** `+ $86.14 a month: NAT gateways 1 -> 3` */
export function costChangeInWords({ what, before, after, dollarsAMonth }: CostChange): string {
  const counts = `${what} ${before} -> ${after}`;
  if (dollarsAMonth === undefined) return `? ${counts}: the price is not known in this region`;
  return `${signed(dollarsAMonth)} a month: ${counts}`;
}

/** `+ $89.14 a month`, of all that is known. */
export function costSumInWords(changes: readonly CostChange[]): string {
  const known = changes.flatMap(({ dollarsAMonth }) => dollarsAMonth ?? []);
  const sum = known.reduce((all, one) => all + one, 0);
  const isAll = known.length === changes.length;
  return `${signed(Math.round(sum * 100) / 100)} a month${isAll ? "" : " and what has no price here"}`;
}

const signed = (amount: number): string => `${amount < 0 ? "-" : "+"} ${dollars(Math.abs(amount))}`;
