import { OperationError } from "../../../core/errors";
import type { OptionEdit } from "../../../sources/option-edit";
import type { Asks } from "../asks";
import type { Target } from "../target";
import { foreignNetwork } from "./network";
import { foreignServices } from "./services";

/** Something that AWS has, and no option says. */
export interface Unsaid {
  readonly what: string;
  /** What AWS has. */
  readonly is: string;
  /** What becomes of it, and what there is instead. */
  readonly follows: string;
}

/** What was made in another way, as options say it. */
export interface Foreign {
  readonly edits: readonly OptionEdit[];
  /** The VPC that was named. */
  readonly vpcId?: string | undefined;
  readonly unsaid: readonly Unsaid[];
}

/** What somebody names of what was made in another way. */
export interface ForeignAsked {
  readonly vpc?: string | undefined;
  readonly cluster?: string | undefined;
}

/**
 * The options by which an environment is what somebody names.
 *
 * @throws OperationError where there is no such thing, or nothing can be an environment's
 */
export async function foreignOptions(
  target: Target,
  asks: Asks,
  { vpc, cluster }: ForeignAsked,
): Promise<Foreign> {
  if (target.environment === undefined && (vpc ?? cluster) !== undefined) {
    throw new OperationError(
      `got ${vpc === undefined ? "--cluster" : "--vpc"} for ${target.name}, expected it for an environment alone`,
    );
  }
  const network = vpc === undefined ? NOTHING : await foreignNetwork(target, asks, vpc);
  const services =
    cluster === undefined
      ? NOTHING
      : await foreignServices(target, asks, { cluster, hasNetwork: vpc !== undefined });
  return {
    edits: [...network.edits, ...services.edits],
    vpcId: network.vpcId,
    unsaid: [...network.unsaid, ...services.unsaid],
  };
}

const NOTHING: Foreign = { edits: [], unsaid: [] };
