import type { AllowedDestroy } from "@groundwork/configuration";
import { STATEFUL } from "@groundwork/policies/durability";
import { OperationError } from "../../core/errors";
import type { PlanFinding, PlannedResource } from "../store/plan-meta";

export interface PolicyContext {
  readonly stack: string;
  /** Whether what it destroys is lost for customers. */
  readonly production: boolean;
  /** Entries of environments/allowed-destroys.ts. */
  readonly allowed: readonly AllowedDestroy[];
  /** Addresses or paths as given to the command. */
  readonly flags: readonly string[];
  readonly now: Date;
}

/**
 * What a plan does to data. `prevent_destroy` stops Terraform only as long as the resource is in
 * the code; this also sees those that are gone from it.
 *
 * @throws OperationError when something is allowed that the plan does not do
 */
export function judgePlan(
  resources: readonly PlannedResource[],
  context: PolicyContext,
): PlanFinding[] {
  const findings = resources.flatMap((resource) => judge(resource, context));
  const unknown = context.flags.filter(
    (flag) => !findings.some((finding) => names(flag, finding) && finding.rule === DESTROYS_DATA),
  );
  if (unknown.length > 0) {
    throw new OperationError(
      `--allow-destroy: got ${unknown.join(", ")}, expected what the plan destroys or replaces and what holds data` +
        `${findings.length === 0 ? "; there is nothing of that kind in it" : `: ${findings.map(({ address }) => address).join(", ")}`}`,
    );
  }
  return findings;
}

/** The findings that stop a plan. */
export const refusals = (findings: readonly PlanFinding[]): PlanFinding[] =>
  findings.filter(
    ({ severity, acknowledged }) => severity === "error" && acknowledged === undefined,
  );

const DESTROYS_DATA = "destroys-data";

const DETAILS: Partial<Record<PlannedResource["action"], string>> = {
  destroy: "is destroyed, with what it holds",
  replace: "is destroyed, with what it holds, and made anew",
};

const DEPOSED: typeof DETAILS = {
  destroy: "is destroyed, with what it holds: what a replacement has left of the one before",
};

function judge(resource: PlannedResource, context: PolicyContext): PlanFinding[] {
  const { type, address, path, action, because, deposed } = resource;
  if (!STATEFUL.includes(type)) return [];
  const place = { address, ...(path !== undefined && { path }) };
  if (action === "forget") {
    const detail = "is no longer managed; what is in AWS stays";
    return [{ rule: "forgets-data", severity: "warning", ...place, detail }];
  }
  // A replacement that failed halfway: the old one is still there, with all that was not moved.
  const detail = deposed === undefined ? DETAILS[action] : DEPOSED[action];
  if (detail === undefined) return [];
  const acknowledged = acknowledgementOf(resource, context);
  return [
    {
      rule: DESTROYS_DATA,
      severity: context.production ? "error" : "warning",
      ...place,
      detail: because === undefined ? detail : `${detail}, because of ${because.join(", ")}`,
      ...(acknowledged !== undefined && { acknowledged }),
    },
  ];
}

function acknowledgementOf(
  resource: PlannedResource,
  { stack, allowed, flags, now }: PolicyContext,
): string | undefined {
  if (flags.some((flag) => names(flag, resource))) return "--allow-destroy";
  const entry = allowed.find(
    (one) => one.stack === stack && names(one.address, resource) && now <= endOf(one),
  );
  return entry && `${entry.reason} (environments/allowed-destroys.ts, until ${entry.until})`;
}

const names = (name: string, { address, path }: Pick<PlannedResource, "address" | "path">) =>
  name === address || name === path;

/** The end of the day, wherever on earth somebody still has it. */
function endOf({ address, until }: AllowedDestroy): Date {
  const end = new Date(`${until}T23:59:59-12:00`);
  if (/^\d{4}-\d\d-\d\d$/.test(until) && !Number.isNaN(end.valueOf())) return end;
  throw new OperationError(
    `environments/allowed-destroys.ts, ${address}, until: got ${until}, expected a day such as 2026-12-31`,
  );
}
