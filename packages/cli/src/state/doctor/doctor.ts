import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import type { StateLocation } from "@groundwork/configuration";
import { layoutParameterName } from "@groundwork/configuration/names";
import { keyOfState } from "../../core/stack-of";
import pMap from "p-map";
import { loadConfiguration } from "../../core/configured";
import { emulatorEndpoint } from "../../core/endpoint";
import { OperationError } from "../../core/errors";
import { hereAlone } from "../../core/here-alone";
import { projectRoot, readStackJson, synthesize } from "../../core/project";
import { standInAddress } from "../../stand-ins/addresses";
import { AT_A_TIME } from "../../core/at-a-time";
import { examineAccounts } from "./accounts";
import { examineBackend, examineKeyOf, type BackendToExamine } from "./backend";
import { examineContracts, knownKeys } from "./contracts";
import { examineCredentials } from "./credentials";
import { Examination, type Finding } from "./examination";
import { judgeFeatures } from "./judge-features";
import { judgeLayers, withoutLost, withoutMoves } from "./judge-layers";
import { withoutRehearsal } from "./judge-rehearsal";
import { judgeBackends, judgeLineages, judgeStrays } from "./judge-strays";
import { findLocalStates, judgeLocalStates, type LocalState } from "./local-states";
import { ownerTag } from "./owner-tags";
import { countOf, doctorJson, doctorReport, type Diagnosis } from "./report";
import { addressesIn, type StackJson } from "../stack-json";
import { examineStack, type StackReport, type StackTools } from "./stack";
import { findStrays } from "./strays";
import { hazardsOf } from "../../terraform/hazards";
import { openBackend, type OpenBackend, type OpenOptions } from "../open";
import { requireTerraform } from "../../terraform/release";
import { say, sayJson } from "../../core/outlet";

export interface DoctorOptions extends OpenOptions {
  /** One, or some. @default all */
  readonly stack?: string | readonly string[] | undefined;
}

const keyOf = (stack: string): string => keyOfState(stack);

/**
 * `groundwork doctor`: looks at the state backend and at every state in it, and says what is wrong,
 * why it matters and what repairs it. Changes nothing.
 *
 * @throws OperationError when a finding is an error
 */
export async function doctor(options: DoctorOptions): Promise<void> {
  const { json, signal } = options;
  const [first] = askedOf(options) ?? [];
  const backend = openBackend(options, "doctor", first);
  const unknown = askedOf(options)?.find((stack) => !backend.stacks.includes(stack));
  if (unknown !== undefined) {
    throw new OperationError(
      `got the stack ${unknown}, expected one of ${backend.stacks.join(", ")}`,
    );
  }
  try {
    const diagnosis = await unlessInterrupted(signal, () => diagnose(backend, options));
    if (json) sayJson(doctorJson(diagnosis));
    else say(doctorReport(diagnosis));
    if (diagnosis.findings.some(({ severity }) => severity === "error")) {
      throw new OperationError(`${countOf(diagnosis.findings)}; with each stands what repairs it`);
    }
  } finally {
    // A request that never got an answer would keep this process waiting.
    for (const client of Object.values(backend.clients)) client.destroy();
  }
}

const askedOf = ({ stack }: DoctorOptions): readonly string[] | undefined =>
  stack === undefined ? undefined : [stack].flat();

async function unlessInterrupted<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const ended = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    const end = () => reject(signal.reason as Error);
    signal.addEventListener("abort", end, { once: true, signal: ended.signal });
  });
  try {
    return await Promise.race([work(), interrupted]);
  } finally {
    ended.abort();
  }
}

/** Undefined while copies of the states count: the parameter is in the organization's region. */
function layoutParameter({ region }: StateLocation): string | undefined {
  const { organization } = loadConfiguration();
  return organization.region === region ? layoutParameterName(organization) : undefined;
}

/** Makes all checks, as many at once as do not need each other. */
async function diagnose(backend: OpenBackend, options: DoctorOptions): Promise<Diagnosis> {
  const { location, clients } = backend;
  const { env, standIns = false } = options;
  const wanted = askedOf(options);
  const endpoint = emulatorEndpoint(env);
  const exam = new Examination();
  const report = (findings: readonly Finding[]) => findings.forEach((one) => exam.report(one));
  const asked = backend.stacks.filter((name) => wanted === undefined || wanted.includes(name));
  const unexamined = backend.stacks.filter((name) => !asked.includes(name));

  const synthesized = exam.attempt("project", "cdktf synth", () => readStacks(env));
  const target: BackendToExamine = {
    clients,
    location,
    standIns,
    layoutParameter: layoutParameter(location),
    keys: backend.stacks.map(keyOf),
  };
  const terraform = exam.attempt("terraform", "its version", () => requireTerraform(env));
  // If there are no credentials, or those of another account, all other answers of AWS mislead.
  const identity = await exam.attempt("credentials", "whose they are", () =>
    examineCredentials(exam, clients, location, env),
  );
  const keyArn = examineKeyOf(exam, target);
  const [strays, local, engine, stacks] = await Promise.all([
    exam.attempt("backend", "what else lies in bucket and table", () =>
      findStrays(clients, location, knownKeys(backend), unexamined.map(keyOf)),
    ),
    exam.attempt("project", "local state files", () => findLocalStates(projectRoot)),
    terraform,
    Promise.all([synthesized, terraform, keyArn]).then(([json, release, arn]) =>
      examineStacks(exam, asked, json, {
        ...backend,
        keyArn: arn,
        engine: release,
      }),
    ),
    examineBackend(exam, target, keyArn),
    examineContracts(exam, asked, { ...backend, env, standIns }),
    // Stand-ins make no roles.
    standIns
      ? undefined
      : synthesized.then((json = new Map()) =>
          examineAccounts(exam, {
            configuration: loadConfiguration(),
            asked,
            synthesized: json,
            env,
          }),
        ),
  ]);

  if (engine !== undefined) {
    report(hazardsOf(engine, location));
    report(judgeFeatures(asked, await synthesized, engine));
  }
  report(judgeBackends(backendsIn(await synthesized), location.bucket));
  const moves = judgeLayers(loadConfiguration(), stacks, await synthesized, strays);
  report(moves.map(({ finding }) => finding));
  if (strays) report(judgeStrays(withoutMoves(strays, moves), location));
  const known = [
    ...remoteStates(stacks),
    ...unexamined.flatMap((name) => {
      const lineage = strays?.unexamined.find(({ key }) => key === keyOf(name))?.lineage;
      return lineage === undefined ? [] : [{ stack: name, key: keyOf(name), lineage }];
    }),
  ];
  report(judgeLineages(known, strays?.otherStates ?? []));
  const states = local ?? [];
  report(judgeLocalStates(states, remoteStates(stacks), await filesInGit(states), env));
  const findings = withoutLost(exam.findings(), moves);
  return {
    location,
    identity,
    engine,
    stacks,
    findings: standIns || !endpoint ? findings : withoutRehearsal(findings, stacks, endpoint),
    standIns,
  };
}

/** The stacks as they are synthesized now; what is against the policies is not asked here. */
async function readStacks(env: NodeJS.ProcessEnv): Promise<Map<string, StackJson>> {
  // The synth must not use cdktf.out: somebody may be at work there.
  const outDir = await mkdtemp(path.join(tmpdir(), "groundwork-doctor-"));
  try {
    const stacks = await synthesize({
      outDir,
      env: { ...env, STACKS: undefined },
      keepFindings: true,
    });
    const read = stacks.map(async ({ name, dir }): Promise<[string, StackJson]> => [
      name,
      await readStackJson(dir),
    ]);
    return new Map(await Promise.all(read));
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

const backendsIn = (stacks: ReadonlyMap<string, StackJson> | undefined) =>
  [...(stacks ?? [])].flatMap(([stack, { terraform }]) => {
    const s3 = terraform?.backend?.s3;
    if (!s3) return [];
    const { bucket, key } = s3;
    return [{ stack, bucket: String(bucket), key: String(key), expectedKey: keyOf(stack) }];
  });

const examineStacks = (
  exam: Examination,
  stacks: readonly string[],
  synthesized: ReadonlyMap<string, StackJson> | undefined,
  tools: StackTools,
): Promise<StackReport[]> =>
  pMap(
    stacks,
    (stack) => {
      const json = synthesized?.get(stack);
      const addresses = json ? addressesIn(json) : [];
      return examineStack(
        exam,
        {
          stack,
          key: keyOf(stack),
          // A rehearsal's state has stand-ins, which is no fault of the state.
          addresses: new Set(addresses.flatMap((one) => [one, standInAddress(one)])),
          owner: json && ownerTag(json),
          folders: [path.join(projectRoot, "cdktf.out/stacks", stack)],
        },
        tools,
      );
    },
    AT_A_TIME.states,
  );

const remoteStates = (stacks: readonly StackReport[]) =>
  stacks.flatMap(({ stack, key, state }) => {
    const contents = state?.object?.format.state;
    return contents ? [{ stack, key, serial: contents.serial, lineage: contents.lineage }] : [];
  });

/** The files that git knows; none if this is no repository. */
async function filesInGit(states: readonly LocalState[]): Promise<ReadonlySet<string>> {
  if (states.length === 0) return new Set();
  const { stdout } = await execa(
    "git",
    ["ls-files", "-z", "--", ...states.map(({ file }) => file)],
    { cwd: projectRoot, env: hereAlone(), extendEnv: false, reject: false },
  );
  return new Set((stdout ?? "").split("\0").filter(Boolean));
}
