import { stacksIn } from "@groundwork/configuration/place-names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { table } from "../../core/table";
import type { PlaceContract } from "./contract";
import type { OnForeignNetwork } from "./standing";

/** What a person sees of one place. */
export function contractText({ account, region, state, serial, fields }: PlaceContract): string {
  const rows = fields.map(({ field, parameter, stored, told }) => [
    stored === told ? "" : stored === undefined ? "+" : "~",
    field,
    stored === undefined || stored === told ? spaced(told) : `${spaced(stored)} -> ${spaced(told)}`,
    parameter,
  ]);
  return [
    `${state}, serial ${serial}, tells of the network in ${region} of ${account}:`,
    "",
    table([["", "field", "value", "parameter"], ...rows], { giveWay: ["parameter"] }),
    "",
  ].join("\n");
}

/** So that a long list can be broken between its ids. */
const spaced = (value: string): string => value.replaceAll(",", ", ");

/** What comes after it: the lowest stack of each place. */
export function nextText(environments: readonly OnForeignNetwork[]): string {
  const lines = environments.map((one) => ownCommand(`plan ${stacksIn(one)[0]!.name}`));
  return `Written. The stacks read them at their next plan, lowest first: ${lines.join(", ")}`;
}
