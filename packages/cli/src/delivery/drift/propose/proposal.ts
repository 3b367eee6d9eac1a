import type { DriftReport } from "../../messages/drift-report";
import type { PlanDocument } from "../../plan/plan";
import type { OptionEdit, OptionStep } from "../../../sources/option-edit";
import type { SettledOption } from "../../../comparison/settle";
import type { SourceFile } from "../../../sources/values";

/** An attribute of a resource. */
export interface OneAttribute {
  readonly address: string;
  readonly path?: string | undefined;
  /** Undefined where the whole resource is meant. */
  readonly attribute?: string | undefined;
}

/** An option with the value that its attributes have in AWS. */
export interface ProposedOption {
  /** As `dev.services[0].cpuUnits`. */
  readonly option: string;
  readonly file: string;
  /** Undefined where nothing is said so far, or no longer. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly attributes: readonly OneAttribute[];
  /** What is open to more than the code says, in words. */
  readonly wider: readonly string[];
}

/** An attribute that is accepted for a while. */
export interface AcceptedAttribute extends OneAttribute {
  /** Last day, as `2027-03-31`. */
  readonly until: string;
  /** Which option would say it, and what else it says. */
  readonly because?: string | undefined;
}

/** What only a plan can take back. */
export interface RevertedAttribute extends OneAttribute {
  readonly because: string;
}

/** How the drift of a stack may end: a change of its files, and what is left to a plan. */
export interface Proposal {
  readonly options: readonly ProposedOption[];
  readonly accepted: readonly AcceptedAttribute[];
  readonly reverted: readonly RevertedAttribute[];
  /** Files with their new texts; none where nothing can be written. */
  readonly files: readonly SourceFile[];
  /** The same as `git apply` takes it; empty where there are none. */
  readonly patch: string;
}

/** What `drift --json` says of a stack. */
export interface DriftDocument extends DriftReport {
  /** Undefined where nobody has asked for one, or nothing has drifted. */
  readonly proposal?: Proposal | undefined;
  /** As `plan --json` has it; undefined where nobody has asked for one, or nothing has drifted. */
  readonly plan?: PlanDocument | undefined;
}

/** An option as it is edited in its file. */
export function editOf({ path, itemNames, value }: SettledOption): OptionEdit {
  const isOfEnvironment = path[0] === "environments";
  const skipped = isOfEnvironment ? 2 : 1;
  const steps = path
    .slice(skipped)
    .map((step, index): OptionStep =>
      typeof step === "number" ? { position: step, name: itemNames[index + skipped] } : step,
    );
  return { environment: isOfEnvironment ? itemNames[1] : undefined, steps, value };
}
