import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { shellWord } from "../../core/shell-word";
import { terraformCommand } from "../../terraform/release";
import { stateFormat, type StateFormat } from "../../terraform/state-format";
import type { Finding } from "./examination";

/** A state in the project's folder. */
export interface LocalState {
  /** Relative to the project. */
  readonly file: string;
  /** Undefined where it could not be read. */
  readonly format: StateFormat | undefined;
}

/**
 * Folders that are not the project's own or can be made again. `.terraform` has a file of that
 * name, which says which backend is used.
 */
const ELSEWHERE = new Set(["node_modules", ".git", ".cache", ".terraform"]);

/** `terraform.tfstate`, its backups, `errored.tfstate`; not the lock that lies beside one in use. */
const isState = (name: string): boolean =>
  /\.tfstate($|\.)/.test(name) && !name.endsWith(".lock.info");

/** More than any state has; to be named it need not be read. */
const READ_BYTES = 200 * 1024 * 1024;

/** Where plans are applied; what one that was killed could not write is still there. */
const APPLIES = path.join(".cache", "delivery");

/** Every state in a checkout, other than what can be made again. */
export async function findLocalStates(root: string): Promise<LocalState[]> {
  const found = ["", APPLIES].map((folder) => statesBelow(root, folder));
  return (await Promise.all(found)).flat();
}

async function statesBelow(root: string, folder: string): Promise<LocalState[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
  const found = entries.map(async (entry): Promise<LocalState[]> => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return ELSEWHERE.has(entry.name) ? [] : statesBelow(root, file);
    return entry.isFile() && isState(entry.name) ? [await readLocal(root, file)] : [];
  });
  return (await Promise.all(found)).flat();
}

async function readLocal(root: string, file: string): Promise<LocalState> {
  const whole = path.join(root, file);
  const { size } = await stat(whole).catch(() => ({ size: 0 }));
  const bytes = size > READ_BYTES ? undefined : await readFile(whole).catch(() => undefined);
  return { file, format: bytes && stateFormat(bytes) };
}

/** A stack's state in S3, as far as a file can be told by it. */
export interface RemoteState {
  readonly stack: string;
  readonly serial: number;
  readonly lineage: string;
}

/**
 * Findings on each local state.
 *
 * @param tracked files that are in git
 * @param env of the program that repairs them
 */
export function judgeLocalStates(
  states: readonly LocalState[],
  remotes: readonly RemoteState[],
  tracked: ReadonlySet<string>,
  env: NodeJS.ProcessEnv,
): Finding[] {
  return states.map(({ file, format }) => {
    const { state: contents, lineage, words = "not looked into" } = format ?? {};
    // A file without a lineage could be anybody's.
    const remote = lineage ? remotes.find((one) => one.lineage === lineage) : undefined;
    const named = `${file}: ${contents ? `serial ${contents.serial}, ${count(contents.addresses.length, "resource")}` : words}`;
    const secrets = "a state holds the secrets of its resources in plain text";
    const shared = { about: "project", what: named };
    if (tracked.has(file)) {
      return {
        ...shared,
        check: "local-state-in-git",
        severity: "error",
        what: `${named}, and it is in git`,
        why: `${secrets}, and everybody with the repository has them`,
        repair: `git rm --cached ${shellWord(file)}; take it out of the history, and change every secret in it`,
      };
    }
    const unsaved = contents && (!remote || contents.serial > remote.serial);
    if (path.basename(file) === "errored.tfstate" && unsaved) {
      return {
        ...shared,
        check: "local-state-errored",
        severity: "error",
        what: `${named}${remote ? `; in S3 ${remote.stack} has serial ${remote.serial}` : ""}`,
        why: "an apply could not write its state, so this file alone knows what it made",
        repair: `${pushing(file, env)}, then delete it`,
      };
    }
    const saved = contents && remote && !unsaved;
    return {
      ...shared,
      check: "local-state",
      severity: "warning",
      what: saved
        ? `${named}; the state of ${remote.stack} in S3 has it, at serial ${remote.serial}`
        : named,
      why: secrets,
      repair: saved
        ? `rm ${shellWord(file)}`
        : `${ownCommand(`migrate ${remote?.stack ?? "<stack>"} --from ${shellWord(file)}`)}, or when nobody needs it: rm ${shellWord(file)}`,
    };
  });
}

/** What an apply of a plan has left is kept apart from the folder in which Terraform ran. */
function pushing(file: string, env: NodeJS.ProcessEnv): string {
  const [, stack] = /^errored[\\/](.+-stack)-\d{8}T/.exec(file) ?? [];
  return stack === undefined
    ? `(cd ${shellWord(path.dirname(file))} && ${terraformCommand("state push errored.tfstate", env)})`
    : `packages/docs/delivery.md, "A state that could not be written": ${terraformCommand(`-chdir=cdktf.out/stacks/${stack} state push "$PWD/${file}"`, env)}`;
}
