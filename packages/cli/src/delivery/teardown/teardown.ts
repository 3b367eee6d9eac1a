import type { Environment } from "@groundwork/configuration";
import {
  environmentStacks,
  stackIdOf,
  stackNameOf,
  stateKeyOf,
} from "@groundwork/configuration/place-names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { expectPerson } from "../../core/agent";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { CHANGES, DENIED, DONE, type ExitCode } from "../../core/exit-codes";
import { typesName } from "../../core/person";
import { shellWord } from "../../core/shell-word";
import type { OpenOptions } from "../../state/open";
import type { StackJson } from "../../state/stack-json";
import { releaseNote, requireTerraform } from "../../terraform/release";
import { parseState } from "../../terraform/state-file";
import type { Terraform } from "../../terraform/terraform";
import { applyStored, type ApplyResult } from "../apply/apply";
import { openDelivery, type OpenDelivery } from "../open";
import { readCheckout } from "../plan/checkout";
import { makePlan, type DestroyPlan } from "../plan/make-plan";
import { expectSharedUnlessRehearsed } from "../plan/shared-commit";
import { deliverySettings } from "../settings";
import type { PlannedResource, PlanFinding } from "../store/plan-meta";
import { nextSteps } from "../store/plan-text";
import {
  keptByCode,
  keptByProvider,
  mustBeEmpty,
  type MustBeEmpty,
  type Protection,
} from "./protections";
import { whatStays } from "./stays";
import { afterwards, nothingThere, protectedText, shownBefore } from "./teardown-text";
import { askedEnvironment } from "./asked-environment";

export interface TeardownOptions extends OpenOptions {
  /** Its name, as `staging`. */
  readonly environment: string;
  /** The same once more; with it nothing is asked. */
  readonly confirm?: string | undefined;
  /** Only say what would be destroyed, what is protected and what stays. */
  readonly dryRun: boolean;
  /** How long to wait for the state's lock, as `5m`. */
  readonly lockTimeout: string;
}

/** The document for programs, as far as the command came. */
interface Result extends ApplyResult {
  readonly environment: string;
  readonly stack: string;
  resources?: readonly PlannedResource[];
  findings?: readonly PlanFinding[];
  /** What stops it, and how that is lifted. */
  protections?: readonly Protection[];
  /** What is refused by AWS unless it is empty by then. */
  mustBeEmpty?: readonly MustBeEmpty[];
  stays?: readonly string[];
  id?: string;
  sha256?: string;
  error?: string;
}

/**
 * `groundwork teardown`: destroys all that an environment has in its state, by a plan that is shown,
 * stored and applied as any other. An environment that demands an approval has the plan stored for it.
 *
 * @returns the exit code: 2 when a plan waits for its approval, or with `dryRun` something is there
 * @throws OperationError with exit code 6 for production, when something is protected, or when an
 *   agent is at work; 7 when the state is locked
 */
export async function teardown(options: TeardownOptions): Promise<ExitCode> {
  const { dryRun, confirm, json } = options;
  // Whose name was typed is asked nothing more.
  const open = openDelivery({ ...options, yes: true });
  const environment = askedEnvironment(options.environment, open.configuration);
  const name = stackNameOf(environment);
  if (!dryRun) expectPerson("teardown", `teardown ${name}`, options);
  expectNoProduction(environment);
  expectNoOtherPlaces(environment);
  if (confirm !== undefined && confirm !== name) {
    throw new OperationError(
      `--confirm: got ${shellWord(confirm)}, expected ${name}, the environment that is to go`,
    );
  }
  const terraformVersion = releaseNote(await requireTerraform(options.env));
  const document: Result = { environment: name, stack: stackIdOf(environment) };
  return runCommand({ asked: open.asked, json, document }, () =>
    new Teardown(open, environment, options, document).run(terraformVersion),
  );
}

/** @throws OperationError with exit code 6 */
function expectNoProduction({ name, production, place }: Environment): void {
  if (!production) return;
  if (place !== undefined) {
    throw new OperationError(
      `${place.stack} is production, which teardown never takes down. If customers come there no longer: have ${name}.differences return production: false for it (environments/${name}.ts), ` +
        "have that reviewed, planned, approved and applied, which lifts the protections of what it has; then run this again",
      DENIED,
    );
  }
  throw new OperationError(
    `${name} is production, which teardown never takes down. If customers depend on it no longer: set production: false in environments/${name}.ts, ` +
      "have that reviewed, planned, approved and applied, which lifts the protections of what it has; then run this again",
    DENIED,
  );
}

/** What is elsewhere would be left without its environment. */
function expectNoOtherPlaces(environment: Environment): void {
  const others = environmentStacks(environment).slice(1);
  if (environment.place !== undefined || others.length === 0) return;
  throw new OperationError(
    `${environment.name} has ${others.map(({ id }) => id).join(", ")} as well, expected no other places: ${others.map(({ name }) => ownCommand(`teardown ${name}`)).join(", ")} first, and each out of ${environment.name}.places`,
  );
}

class Teardown {
  private readonly stack: string;

  constructor(
    private readonly open: OpenDelivery,
    private readonly environment: Environment,
    private readonly options: TeardownOptions,
    private readonly document: Result,
  ) {
    this.stack = stackIdOf(environment);
  }

  async run(terraformVersion: string): Promise<ExitCode> {
    const { open, stack, options, document } = this;
    const name = stackNameOf(this.environment);
    const settings = deliverySettings(open.configuration, name);
    const checkout = await readCheckout(options.env);
    const { organization } = open.configuration;
    const shared = await expectSharedUnlessRehearsed(checkout, settings, organization, {
      ...options,
      stack,
    });
    const made = await makePlan({
      ...options,
      open,
      stack,
      key: stateKeyOf(this.environment),
      settings,
      checkout,
      shared,
      plannedBy: await open.identities.self(),
      terraformVersion,
      allowDestroy: [],
      destroy: this.plan(settings.needsApproval),
    });
    const { summary } = made;
    if (!made.changes) {
      open.person.tell(nothingThere(stack));
      return DONE;
    }
    if (summary === undefined) return CHANGES;
    Object.assign(document, { id: summary.id, sha256: summary.sha256, summary });
    const { id, sha256 } = summary;
    if (settings.needsApproval) {
      open.person.tell(`Stored in ${open.store.address}.\n${nextSteps(summary)}`);
      await open.announce({ type: "plan-ready", plan: summary });
      return CHANGES;
    }
    await applyStored(open, { ...options, id, sha256 }, terraformVersion, document, true);
    open.person.tell(afterwards(this.environment, document.stays ?? []));
    return DONE;
  }

  /** @param gated whether others decide on it later */
  private plan(gated: boolean): DestroyPlan {
    const { open, document } = this;
    const name = stackNameOf(this.environment);
    return {
      before: async (terraform, code) => {
        this.expectLifted(keptByCode(code, await addressesIn(terraform)));
      },
      keep: async (planJson, made, code: StackJson) => {
        this.expectLifted(keptByProvider(planJson, code, name));
        const { resources, findings } = made;
        const empty = mustBeEmpty(planJson, code);
        const stays = whatStays(planJson, code, open.configuration, this.environment);
        Object.assign(document, { resources, findings, mustBeEmpty: empty, stays });
        open.person.tell(shownBefore(this.environment, made, empty, stays));
        return !this.options.dryRun && (gated || (await this.agreed()));
      },
    };
  }

  /** @throws OperationError with exit code 6 that says how each protection is lifted */
  private expectLifted(protections: readonly Protection[]): void {
    if (protections.length === 0) return;
    this.document.protections = protections;
    throw new OperationError(protectedText(stackNameOf(this.environment), protections), DENIED);
  }

  /** @throws OperationError at another name, or none */
  private async agreed(): Promise<true> {
    const { confirm, signal, json } = this.options;
    const name = stackNameOf(this.environment);
    const output = json ? process.stderr : process.stdout;
    if (await typesName(name, confirm, signal, output)) return true;
    throw new OperationError(`stopped, as that was not ${name}; nothing was destroyed`);
  }
}

async function addressesIn(terraform: Terraform): Promise<readonly string[]> {
  return parseState(await terraform.pullState())?.addresses ?? [];
}
