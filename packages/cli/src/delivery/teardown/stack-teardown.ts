import { stackNameOf, type EnvironmentStackNames } from "@groundwork/configuration/place-names";
import { OperationError } from "../../core/errors";
import { CHANGES, DENIED, DONE, type ExitCode } from "../../core/exit-codes";
import type { OpenOptions } from "../../state/open";
import type { StackJson } from "../../state/stack-json";
import { parseState } from "../../terraform/state-file";
import type { Terraform } from "../../terraform/terraform";
import { applyStored, type ApplyResult } from "../apply/apply";
import type { OpenDelivery } from "../open";
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
import { nothingThere, protectedText, shownBefore } from "./teardown-text";

/** What is told of a stack that goes, as far as that came. */
export interface StackResult extends ApplyResult {
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
}

export interface StackTeardownOptions extends OpenOptions {
  /** Only say what would be destroyed, what is protected and what stays. */
  readonly dryRun: boolean;
  /** How long to wait for the state's lock, as `5m`. */
  readonly lockTimeout: string;
  /** Asks whoever is there, and throws at another answer. @default somebody has said so */
  readonly agrees?: (() => Promise<true>) | undefined;
  /** Whether people have seen before what goes. @default false */
  readonly isShown?: boolean | undefined;
}

/** Destroys all that one stack of an environment has. */
export class StackTeardown {
  constructor(
    private readonly open: OpenDelivery,
    private readonly target: EnvironmentStackNames,
    private readonly options: StackTeardownOptions,
    /** Is filled in. */
    private readonly document: StackResult,
  ) {}

  /**
   * @returns the exit code: 0 when it is gone, or nothing was there; 2 when a plan waits, or nothing was
   *   to be done
   * @throws OperationError with exit code 6 when something is protected
   */
  async run(terraformVersion: string): Promise<ExitCode> {
    const { open, options, document } = this;
    const { id: stack, key, environment } = this.target;
    const settings = deliverySettings(open.configuration, environment.name);
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
      key,
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
    return DONE;
  }

  /** @param gated whether others decide on it later */
  private plan(gated: boolean): DestroyPlan {
    const { open, document, target } = this;
    const { dryRun, isShown = false, agrees } = this.options;
    return {
      before: async (terraform, code) => {
        this.expectLifted(keptByCode(code, await addressesIn(terraform)));
      },
      keep: async (planJson, made, code: StackJson) => {
        this.expectLifted(keptByProvider(planJson, code, target.environment.name));
        const { resources, findings } = made;
        const empty = mustBeEmpty(planJson, code);
        const stays = whatStays(planJson, code, open.configuration, target);
        Object.assign(document, { resources, findings, mustBeEmpty: empty, stays });
        if (!isShown) open.person.tell(shownBefore(target, made, empty, stays));
        return !dryRun && (gated || agrees === undefined || (await agrees()));
      },
    };
  }

  /** @throws OperationError with exit code 6 that says how each protection is lifted */
  private expectLifted(protections: readonly Protection[]): void {
    if (protections.length === 0) return;
    this.document.protections = protections;
    throw new OperationError(
      protectedText(stackNameOf(this.target.environment), protections),
      DENIED,
    );
  }
}

async function addressesIn(terraform: Terraform): Promise<readonly string[]> {
  return parseState(await terraform.pullState())?.addresses ?? [];
}
