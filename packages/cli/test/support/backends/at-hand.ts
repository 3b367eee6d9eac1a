import { azurerm } from "./azurerm";
import { cloud } from "./cloud";
import { consul } from "./consul";
import { gcs } from "./gcs";

/** Where states lie in a test, and what is at hand there. */
export interface Backend {
  /** As organization.ts says it. */
  readonly options: string;
  /** Variables that lead Terraform there, and let it in. */
  readonly env: NodeJS.ProcessEnv;
  /** Those that Terraform has beside the commands, as cdktf runs it. @default none */
  readonly besideCommands?: NodeJS.ProcessEnv;
  /** Whether Terraform writes an empty state where it finds none. @default false */
  readonly writesEmpty?: boolean;
  /** What should not have been asked. @default nobody looks */
  readonly problems?: () => readonly string[];
  /** Whether a lock outlives the process that took it. */
  readonly keepsLocks: boolean;
  /** Where the state of dev lies, as messages name it. */
  readonly place: string;
  stop(): Promise<void>;
}

/** Files need nothing. */
const local = (): Promise<Backend> =>
  Promise.resolve({
    options: '{ type: "local" }',
    env: {},
    keepsLocks: false,
    place: "state/dev/terraform.tfstate",
    stop: () => Promise.resolve(),
  });

const ALL: Readonly<Record<string, () => Promise<Backend>>> = {
  local,
  azurerm,
  gcs,
  consul,
  cloud,
};

const asked = process.env["PROVE_BACKENDS"];

/** Whether `npm run prove -- backends` runs, which takes its time. */
export const isProof = asked !== undefined;

/** What a run tries: the proof names all, any other run has `local`. */
export const BACKENDS = (asked ?? "local")
  .split(" ")
  .map((type): [type: string, start: () => Promise<Backend>] => [type, ALL[type]!]);
