import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ownCommand } from "@groundwork/constructs/own-command";
import { allowedDestroys } from "../../core/configured";
import { readStackJson } from "../../core/project";
import { expectPlannedHere } from "../account-stack";
import { expectSettled } from "../../state/layers/expect-settled";
import { beforePlan } from "./before-plan";
import { standInOptions, type OpenOptions } from "../../state/open";
import { terraformCommand } from "../../terraform/release";
import type { Terraform } from "../../terraform/terraform";
import { maskedFailure } from "./masked-failure";
import { META_FILE, pack, PLAN_FILE, PLAN_TEXT, sha256 } from "../store/bundle";
import type { Checkout } from "./checkout";
import { runUrl } from "../../core/workflow";
import { explainTerraform } from "../explain";
import { privateWorkspace, terraformIn, type OpenDelivery } from "../open";
import { withAttributes } from "./details-of";
import { planContents, type PlanContents } from "./plan-changes";
import { planDetails } from "./plan-details";
import { detailsText, type PlanDetails } from "../store/plan-details";
import type { StackJson } from "../../state/stack-json";
import { planId } from "../store/plan-id";
import { metaText, type Identity, type PlanFinding, type PlanSummary } from "../store/plan-meta";
import type { PlannedRollback } from "../store/planned-rollback";
import {
  findingsOfLayers,
  lookAtLayers,
  notesOf,
  type PlannedLayers,
} from "../layers/planned-layers";
import { judgeLoadTests, NO_LOAD_TESTS, type JudgedLoadTests } from "../load-tests/demanded";
import { lessKept } from "./less-kept";
import { judgePlan, refusals } from "./plan-policy";
import { judgeByRules } from "./plan-rules";
import { synthesizedAlone } from "./synthesized-alone";
import { sharedNote, type Shared } from "./shared-commit";
import { takeLocks } from "../lock-files";
import { initLocked } from "../provider-locks";
import { masker, secretsIn } from "./secrets";
import { unusedData } from "./unused-data";
import { undoneRollback } from "./undone-rollback";
import type { DeliverySettings } from "../settings";

export interface MakePlanOptions extends OpenOptions {
  readonly open: OpenDelivery;
  readonly stack: string;
  /** Key of the stack's state in the bucket. */
  readonly key: string;
  readonly settings: DeliverySettings;
  readonly checkout: Checkout;
  /** Whether all can see its commit. */
  readonly shared: Shared;
  readonly plannedBy: Identity;
  readonly terraformVersion: string;
  readonly allowDestroy: readonly string[];
  readonly lockTimeout: string;
  /** Services that may come without a load test. @default none */
  readonly allowUntested?: readonly string[];
  /** A plan that destroys all that the stack has. @default one that makes it as the code says */
  readonly destroy?: DestroyPlan;
  /** One in which a service goes back to an earlier image. @default all services have those of the commit */
  readonly rollback?: RollbackPlan;
}

/** A plan that takes back the image of a service. */
export interface RollbackPlan {
  readonly rollback: PlannedRollback;
  /** A copy of the project that names that image; undefined where the commit itself does. */
  readonly root: string | undefined;
  /** Looks at the plan, and says whether it is to be stored. */
  keep(made: MadePlan & PlanContents): Promise<boolean>;
}

/** Who has a say in a plan that destroys all of a stack. */
export interface DestroyPlan {
  /** Looks at the state before Terraform plans. */
  before(terraform: Terraform, code: StackJson): Promise<void>;
  /** Looks at the plan, and says whether it is to be stored. */
  keep(planJson: string, made: MadePlan & PlanContents, code: StackJson): Promise<boolean>;
}

export interface MadePlan extends Pick<PlanContents, "counts"> {
  readonly changes: boolean;
  readonly findings: readonly PlanFinding[];
  /** Summary of the stored plan; undefined where none was stored. */
  readonly summary?: PlanSummary | undefined;
  /** What the stored plan changes, value by value. */
  readonly details?: PlanDetails | undefined;
}

/** Synthesizes, plans, and stores the plan if it changes anything and no policy stops it. */
export async function makePlan(options: MakePlanOptions): Promise<MadePlan> {
  const { open, stack, key, env, standIns } = options;
  expectPlannedHere(stack, open.configuration);
  await expectSettled(open, stack, options.destroy !== undefined);
  const workspace = await privateWorkspace(env);
  try {
    const synthesized = await synthesizedAlone(stack, workspace, options);
    const [standIn] = standIns ? await workspace.standIn([synthesized], standInOptions(env)) : [];
    const { dir } = standIn ?? synthesized;
    const locks = standIns ? undefined : await takeLocks(stack, dir);
    if (!standIns && locks === undefined) {
      open.person.tell(
        `${stack} has no lock file of providers in git: this plan takes those that ${terraformCommand("init", env)} finds now, and its apply the same. To fix them: ${ownCommand(`plan ${stack} --update-locks`)}`,
      );
    }
    const terraform = await terraformIn(stack, dir, open, { ...options, use: "plan" });
    const code = await readStackJson(synthesized.dir);
    const told = await beforePlan(open, options, code);
    const layers = await lookAtLayers(code, path.join(workspace.dir, "layers"), options);
    const planned = await runPlan(terraform, code, options).catch(async (error: unknown) => {
      throw await maskedFailure(terraform, await explainTerraform(open.locks, key, error));
    });
    return await store(planned, terraform, code, layers, { ...options, told });
  } finally {
    await workspace.remove();
  }
}

interface Planned {
  readonly changes: boolean;
  readonly json: string;
}

async function runPlan(
  terraform: Terraform,
  code: StackJson,
  { lockTimeout, destroy }: MakePlanOptions,
): Promise<Planned> {
  await initLocked(terraform);
  await destroy?.before(terraform, code);
  const flags = destroy === undefined ? [] : ["-destroy"];
  const changes = await terraform.plan(PLAN_FILE, `-lock-timeout=${lockTimeout}`, ...flags);
  return { changes, json: await terraform.showJson(PLAN_FILE) };
}

async function store(
  { changes, json }: Planned,
  terraform: Terraform,
  code: StackJson,
  layers: PlannedLayers | undefined,
  options: MakePlanOptions & { readonly told: readonly PlanFinding[] },
): Promise<MadePlan> {
  const { open, stack, settings, plannedBy, destroy, rollback, allowDestroy: flags } = options;
  const { standIns = false, allowUntested = [], told } = options;
  const now = new Date();
  const contents = planContents(json, code);
  const { counts, resources } = contents;
  const { production } = settings;
  // What is brought back has run there before, and nobody waits for a test meanwhile.
  const { loadTests, findings: untested } =
    !changes || destroy || rollback
      ? NO_LOAD_TESTS
      : await judgeLoadTests(resources, {
          ...{ stack, standIns, flags: allowUntested, now: open.store.now() },
          ...{ configuration: open.configuration, objects: open.objects },
          commit: options.checkout.commit,
        });
  const destroys = { stack, production, allowed: allowedDestroys(), flags, now };
  const findings = [
    ...judgePlan(resources, { ...destroys, lessKept: lessKept(json) }),
    // Where nothing changes nothing is stopped either, and what goes may be as it is.
    ...(standIns || !changes || destroy
      ? []
      : await judgeByRules(json, { stack, production, json: code })),
    ...(!changes || destroy || rollback ? [] : await undoneRollback(stack, resources, open)),
    ...(destroy ? [] : [...unusedData(code), ...told]),
    ...(!layers || !changes ? [] : await findingsOfLayers(json, code, layers, open)),
    ...untested,
  ];
  const made = { changes, counts, findings };
  if (!changes || refusals(findings).length > 0) return made;
  if (destroy && !(await destroy.keep(json, { ...contents, ...made }, code))) return made;
  if (rollback && !(await rollback.keep({ ...contents, ...made }))) return made;

  const { dir } = terraform;
  const text = masker(secretsIn(json))(await terraform.show(PLAN_FILE));
  await writeFile(path.join(dir, PLAN_TEXT), `${text}\n`);
  const planSha256 = sha256(await readFile(path.join(dir, PLAN_FILE)));
  const details = planDetails(json, code);
  const detailsJson = detailsText(details);
  const described = { ...contents, resources: withAttributes(resources, details), loadTests };
  const hashes = { planSha256, detailsSha256: sha256(detailsJson), ...notesOf(layers, code) };
  const meta = describe(described, findings, hashes, now, options);
  await writeFile(path.join(dir, META_FILE), metaText(meta));
  const bundle = await pack(dir);
  const summary = { ...meta, sha256: sha256(bundle) };
  // The plan is stored before its summary, so that there is no summary without its plan.
  await open.store.putBundle(summary.id, bundle);
  await open.store.putDetails(summary.id, detailsJson);
  if (settings.needsApproval) {
    await open.identities.prove("planned", { id: summary.id, sha256: planSha256 }, plannedBy);
  }
  await open.store.putSummary(summary);
  return { ...made, summary, details };
}

function describe(
  { counts, resources, outputs, loadTests }: PlanContents & Pick<JudgedLoadTests, "loadTests">,
  findings: readonly PlanFinding[],
  hashes: Pick<PlanSummary, "planSha256" | "detailsSha256" | "codeSha256" | "read">,
  now: Date,
  { stack, checkout, shared, env, standIns, destroy, rollback, ...options }: MakePlanOptions,
): Omit<PlanSummary, "sha256"> {
  const { commit, branch, dirty } = checkout;
  const { needsApproval, planExpiryHours } = options.settings;
  const run = runUrl(env);
  return {
    id: planId(stack, commit, now),
    stack,
    commit,
    ...(branch !== undefined && { branch }),
    ...(dirty.length > 0 && { dirty: true }),
    ...sharedNote(shared),
    ...(standIns && { standIns: true }),
    ...(destroy && { destroy: true }),
    ...(rollback && { rollback: rollback.rollback }),
    terraformVersion: options.terraformVersion,
    ...hashes,
    counts,
    resources,
    outputs,
    findings,
    ...(loadTests.length > 0 && { loadTests }),
    needsApproval,
    plannedBy: options.plannedBy,
    plannedAt: now.toISOString(),
    expiresAt: new Date(now.valueOf() + planExpiryHours * 3_600_000).toISOString(),
    ...(run !== undefined && { runUrl: run }),
  };
}
