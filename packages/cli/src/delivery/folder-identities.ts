import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { ownerOfAny } from "../core/stack-of";
import type { PlanFolder } from "@groundwork/constructs/delivery/options";
import { OperationError } from "../core/errors";
import { DENIED, MISMATCH } from "../core/exit-codes";
import { hasTokens, refuted, requestToken, type ExpectedToken } from "./github-token";
import type { Deed, Done, Identities } from "./identities";
import { startedBy } from "./identity";
import { parseId } from "./store/plan-id";
import { nameOf, type Identity, type PlanRecord } from "./store/plan-meta";
import type { StoreObjects } from "./store/store-objects";

/**
 * In a folder anybody who may write there may write anything. So it is GitHub that says who somebody
 * is, by tokens that it signs for jobs of a workflow: each is for one plan, what was done with it and
 * who did it, and lies beside the plan. Without one an identity is unproved.
 */
export class FolderIdentities implements Identities {
  constructor(
    private readonly objects: StoreObjects,
    private readonly workflows: PlanFolder["github"],
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  self(actor?: string): Promise<Identity> {
    const { env } = this;
    if (!this.workflows || env["GITHUB_ACTIONS"] !== "true" || !hasTokens(env)) {
      return Promise.resolve({ arn: `${userInfo().username}@${hostname()}`, proof: "none" });
    }
    const arn = `${env["GITHUB_REPOSITORY"]}, run ${env["GITHUB_RUN_ID"]}`;
    const behind = actor === undefined ? startedBy(env) : { ...(actor !== "" && { actor }) };
    return Promise.resolve({ arn, ...behind, proof: "token" });
  }

  whyNoReviewer(by: Identity): string | undefined {
    if (by.proof === "token") return undefined;
    return `got ${nameOf(by)}, expected a job of GitHub's with the permission id-token: write, and delivery.store.github to name its repository`;
  }

  async prove(deed: Deed, done: Done, by: Identity): Promise<void> {
    if (!this.workflows || by.proof !== "token") return;
    const expected = { ...expectedOf(deed, done, by), now: new Date() };
    const token = await requestToken(this.env, expected.audience);
    const reason = await refuted(token, this.workflows, expected);
    if (reason !== undefined) {
      throw new OperationError(`GitHub does not vouch for ${nameOf(by)}: ${reason}`, DENIED);
    }
    const key = `${proofsOf(done.id)}${deed}-${randomUUID()}.jwt`;
    await this.objects.putOnce(key, Buffer.from(token), "application/jwt");
  }

  async proved(record: PlanRecord): Promise<PlanRecord> {
    const { summary, approval } = record;
    const { id, planSha256 } = summary;
    return {
      ...record,
      summary: {
        ...summary,
        plannedBy: await this.known("planned", { id, sha256: planSha256 }, summary.plannedBy),
      },
      approval: approval && {
        ...approval,
        by: await this.known("approved", { id, sha256: approval.sha256 }, approval.by),
      },
    };
  }

  private async known(deed: Deed, done: Done, by: Identity): Promise<Identity> {
    if (!this.workflows || by.proof !== "token") return { ...by, proof: "none" };
    let reason = "there is no token beside it";
    for (const { key } of await this.objects.list(`${proofsOf(done.id)}${deed}-`)) {
      const token = (await this.objects.get(key)).toString();
      const found = await refuted(token, this.workflows, expectedOf(deed, done, by));
      if (found === undefined) return by;
      reason = found;
    }
    throw new OperationError(
      `${done.id} does not fit: nothing proves that ${nameOf(by)} ${deed} it: ${reason}. Somebody has written to the store, or GitHub has changed its keys since. Plan again`,
      MISMATCH,
    );
  }
}

const proofsOf = (id: string): string => `proofs/${parseId(id)!.owner}/${id}/`;

/** The names go into what GitHub signs: with another name in the record, the token is none for it. */
const expectedOf = (
  deed: Deed,
  { id, sha256 }: Done,
  { actor = "", triggeringActor = "" }: Identity,
): ExpectedToken => ({
  audience: ["groundwork", deed, id, sha256, actor, triggeringActor].join(":"),
  // Its reviewers let a job pass that approves; a plan needs no review.
  environment: deed === "approved" ? ownerOfAny(parseId(id)!.stack) : undefined,
});
