import { ownCommand } from "@groundwork/constructs/own-command";
import { compareApps, type Comparison } from "../comparison/compare-apps";
import { synthesizedCommit } from "../comparison/synthesized-app";
import { count } from "../core/count";
import { OperationError } from "../core/errors";
import { DENIED } from "../core/exit-codes";
import { shellWord } from "../core/shell-word";

/** One resource that an upgrade changes, in a stack. */
export interface Effect {
  readonly stack: string;
  readonly address: string;
  readonly path?: string | undefined;
  readonly change:
    | "new"
    | "gone"
    | "forgotten"
    | "changed"
    | "replaced"
    | "may be replaced"
    | "moved";
  /** Arguments that differ; of a replacement those by which it is one. */
  readonly arguments: readonly string[];
  /** Whether what goes with it may be data. */
  readonly holdsData: boolean;
  /** Of what is destroyed: the address of what looks like it, and a `moved` block would make of it. */
  readonly keptAs?: string;
}

/** What an upgrade does to the stacks, as far as two synths tell. */
export interface Effects {
  readonly effects: readonly Effect[];
  /** Changes of what is no resource: a backend, providers, outputs. */
  readonly settings: readonly { readonly stack: string; readonly arguments: readonly string[] }[];
  /** What holds data and may go, as a person has named it. */
  readonly allowed: readonly string[];
}

export interface Judged {
  readonly clone: string;
  /** Its commit before. */
  readonly head: string;
  /** A checkout of what it is to be. */
  readonly upgraded: string;
  /** Addresses, or paths of constructs, of what may be destroyed with the data it holds. */
  readonly allowDestroy: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** @throws OperationError with the exit code 6 where data would go that nobody has named */
export async function judgeEffects(judged: Judged): Promise<Effects> {
  const before = await synthesizedCommit(judged.clone, judged.head, judged.env);
  const after = await synthesizedCommit(judged.upgraded, "working-tree", judged.env);
  const effects = effectsOf(compareApps(before, after));
  expectDataKept(effects.effects, judged.allowDestroy);
  return { ...effects, allowed: judged.allowDestroy };
}

/** The resources of a comparison that change, in its order. */
export function effectsOf({ stacks }: Comparison): Omit<Effects, "allowed"> {
  const effects = stacks.flatMap(({ stack, elements }) =>
    elements
      .filter(({ kind }) => kind !== "data")
      .map((element): Effect => {
        const { address, path, because, holdsData } = element;
        const written = [...element.arguments, ...element.settings].map((one) => one.path);
        const following = element.follows.map(({ argument }) => argument);
        const isReplaced = element.replaced !== "no";
        const keptAs = elements.find(({ keptFrom }) => keptFrom === address)?.address;
        return {
          stack,
          address,
          ...(path !== undefined && { path }),
          change: changeOf(element),
          arguments: [...new Set(isReplaced ? because : [...written, ...following])],
          holdsData,
          ...(keptAs !== undefined && { keptAs }),
        };
      }),
  );
  const settings = stacks
    .filter((one) => one.settings.length > 0)
    .map(({ stack, settings: changes }) => ({ stack, arguments: changes.map(({ path }) => path) }));
  return { effects, settings };
}

type Compared = Comparison["stacks"][number]["elements"][number];

function changeOf({ change, replaced }: Compared): Effect["change"] {
  if (replaced === "will be") return "replaced";
  if (replaced === "may be") return "may be replaced";
  if (change === "new" || change === "gone" || change === "forgotten") return change;
  return change === "same" ? "moved" : "changed";
}

/** What takes data along, as it is destroyed, or may be. */
const destroys = ({ change, holdsData }: Effect): boolean =>
  holdsData && (change === "gone" || change === "replaced" || change === "may be replaced");

/** @throws OperationError with the exit code 6; with 1 where something is named that stays */
export function expectDataKept(effects: readonly Effect[], allowed: readonly string[]): void {
  const destroyed = effects.filter(destroys);
  const isNamed = (one: Effect) => allowed.some((name) => names(name, one));
  const unknown = allowed.filter((name) => !destroyed.some((one) => names(name, one)));
  if (unknown.length > 0) {
    const known = destroyed.map(nameOf).join(", ") || "there is nothing of that kind";
    throw new OperationError(
      `--allow-destroy: got ${unknown.join(", ")}, expected what holds data and would go: ${known}`,
    );
  }
  const refused = destroyed.filter((one) => !isNamed(one));
  if (refused.length === 0) return;
  const flags = [...allowed, ...refused.map(nameOf)].map(shellWord).join(" ");
  throw new OperationError(
    [
      `the new release would destroy what holds data, or may:`,
      ...refused.map((one) => `  ${effectInWords(one)}`),
      `If that is meant: ${ownCommand(`upgrade --continue --allow-destroy ${flags}`)}`,
      "If not: write in stacks/ what keeps it, such as moveTo or the argument as it was",
    ].join("\n"),
    DENIED,
  );
}

/** As it is called across stacks. */
const nameOf = ({ stack, address, path }: Effect): string => path ?? `${stack}:${address}`;

const names = (name: string, { stack, address, path }: Effect): boolean =>
  name === address || name === path || name === `${stack}:${address}`;

const WORDS: Readonly<Record<Effect["change"], string>> = {
  new: "is new",
  gone: "is destroyed",
  forgotten: "is no longer managed, and stays",
  changed: "is changed in place",
  replaced: "is replaced",
  "may be replaced": "may be replaced",
  moved: "is moved",
};

/** How many arguments are named. */
const ARGUMENTS = 6;

export function effectInWords(effect: Effect): string {
  const { stack, address, change, arguments: differing, keptAs } = effect;
  const because = differing.length === 0 ? "" : `: ${differing.slice(0, ARGUMENTS).join(", ")}`;
  const kept = keptAs === undefined ? "" : `; a moved block to ${keptAs} would keep it`;
  return `${stack}: ${address} ${WORDS[change]}${because}${kept}`;
}

/** How a number of them is told, in this order. */
const COUNTED: readonly (readonly [Effect["change"], string])[] = [
  ["replaced", "replaced"],
  ["may be replaced", "may be replaced"],
  ["gone", "destroyed"],
  ["forgotten", "no longer managed"],
  ["new", "new"],
  ["changed", "changed"],
  ["moved", "moved"],
];

/** What becomes of how many resources, in one line. */
export function effectsInShort({ effects, settings }: Omit<Effects, "allowed">): string {
  const parts = COUNTED.flatMap(([change, word]) => {
    const number = effects.filter((one) => one.change === change).length;
    if (number > 0) return [`${number} ${word}`];
    return change === "replaced" ? ["nothing replaced"] : [];
  });
  if (settings.length > 0) parts.push(`other settings in ${count(settings.length, "stack")}`);
  return parts.length === 1 && effects.length === 0 ? "nothing changes" : parts.join(", ");
}
