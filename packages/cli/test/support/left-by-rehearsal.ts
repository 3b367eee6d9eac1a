import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { ownerOf, stateKey } from "@groundwork/configuration/names";
import { clientsOf, LOCATION } from "./emulated";
import { oncePerRun } from "./once-per-run";
import { groundwork } from "@groundwork/testing/project";

/** What a rehearsal of one stack leaves. */
export interface LeftByRehearsal {
  /** Where Terraform works on the stack's stand-ins, initialised; a copy, to be removed. */
  readonly dir: string;
  /** Texts of the states under their keys: that of bootstrap-stack, and the stack's own. */
  readonly states: Readonly<Record<string, string>>;
}

/** The rehearsal itself is one for all files of a run. */
export async function leftByRehearsal(stack: string): Promise<LeftByRehearsal> {
  const left = await oncePerRun(`rehearsed-${stack}`, (into) => rehearse(stack, into));
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-rehearsed-"));
  await cp(path.join(left, FOLDER), dir, { recursive: true });
  return { dir, states: JSON.parse(await readFile(path.join(left, STATES), "utf8")) };
}

const FOLDER = "stand-ins";
const STATES = "states.json";

async function rehearse(stack: string, into: string): Promise<void> {
  const ended = await groundwork(["rehearse", stack, "--keep"], { AWS_ENDPOINT_URL: "" });
  const { code, stdout, stderr } = ended;
  // Nobody else could end its emulator, also after a failure.
  const emulator = /To end it: kill (\d+)/.exec(stdout + stderr);
  try {
    if (code !== 0) throw new Error(stderr);
    const { s3 } = clientsOf(/AWS_ENDPOINT_URL=(\S+)/.exec(stdout)![1]!);
    const states: Record<string, string> = {};
    for (const Key of new Set([stateKey("bootstrap"), stateKey(ownerOf(stack))])) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: LOCATION.bucket, Key }));
      states[Key] = await Body!.transformToString();
    }
    await writeFile(path.join(into, STATES), JSON.stringify(states));
    await cp(/cd (\S+) &&/.exec(stdout)![1]!, path.join(into, FOLDER), { recursive: true });
  } finally {
    if (emulator) process.kill(Number(emulator[1]));
  }
}
