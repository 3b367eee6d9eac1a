import type { Configuration } from "@groundwork/configuration";
import { deliveryNames } from "@groundwork/configuration/names";
import type { AwsClients } from "../state/clients";
import { appliesAsWorkflow, callerIdentity } from "./identity";
import type { Identity, PlanRecord } from "./store/plan-meta";

/** What somebody did with a plan, which another checks before it is applied. */
export type Deed = "planned" | "approved";

/** The plan that it was done with, by a hash: nothing that is proved of one holds for another. */
export interface Done {
  readonly id: string;
  /** The plan file's where it was planned, the bundle's where it was approved. */
  readonly sha256: string;
}

/** How it is known who somebody is, where plans lie. */
export interface Identities {
  /**
   * Who runs the command.
   *
   * @param actor who reviewed the run, where its forge asked for a review. @default who started it
   * @throws OperationError when there are no credentials, or those of another account
   */
  self(actor?: string): Promise<Identity>;

  /**
   * Why nobody may say who reviewed a run; undefined where a workflow says it that applies the owner.
   */
  whyNoReviewer(by: Identity, owner: string): string | undefined;

  /**
   * Has it proved who did something, for those who look at it later.
   *
   * @throws OperationError when it is proved that it was somebody else
   */
  prove(deed: Deed, done: Done, by: Identity): Promise<void>;

  /**
   * A record in which those are who planned and approved, and nobody whom somebody has written there.
   *
   * @throws OperationError with exit code 4 when a proof is missing or says something else
   */
  proved(record: PlanRecord): Promise<PlanRecord>;
}

/** AWS says who somebody is, by the credentials. IAM says who may write that down in the bucket. */
export class AwsIdentities implements Identities {
  constructor(
    private readonly clients: AwsClients,
    private readonly configuration: Configuration,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  self(actor?: string): Promise<Identity> {
    return callerIdentity(this.clients, this.configuration, this.env, actor);
  }

  whyNoReviewer({ arn }: Identity, owner: string): string | undefined {
    if (appliesAsWorkflow(arn, owner, this.configuration)) return undefined;
    const role = deliveryNames(this.configuration.organization).roleName(`apply-${owner}`);
    return `got the credentials of ${arn}, expected those of a workflow's role such as ${role}`;
  }

  prove(): Promise<void> {
    return Promise.resolve();
  }

  proved(record: PlanRecord): Promise<PlanRecord> {
    const { summary, approval } = record;
    return Promise.resolve({
      ...record,
      summary: { ...summary, plannedBy: byAws(summary.plannedBy) },
      approval: approval && { ...approval, by: byAws(approval.by) },
    });
  }
}

/** In a bucket no record has a proof of another kind, whatever it says. */
const byAws = ({ proof: _, ...identity }: Identity): Identity => identity;
