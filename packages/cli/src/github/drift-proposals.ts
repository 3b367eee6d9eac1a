import { createHash } from "node:crypto";
import { ownCommand } from "@groundwork/constructs/own-command";
import { clipped, fencedToFit } from "../core/markdown";
import { plain } from "../core/plain";
import type { DriftDocument } from "../delivery/drift/propose/proposal";
import { proposalParts } from "../delivery/drift/propose/proposal-text";
import type { GitHub } from "./api";
import { commitOn, pullRequestsFrom } from "./pull-request";
import { marked, markerOf } from "./comment";

/** Where proposals start from. */
export interface ProposalBase {
  /** The branch that they are for. */
  readonly branch: string;
  /** Its commit, in which the drift was found. */
  readonly commit: string;
}

/** What became of the pull request of a stack. */
export type ProposalUpkeep = "opened" | "updated" | "closed" | "declined" | "left" | "nothing";

/** How much a text has room for, in bytes. */
const ROOM = 50_000;

/**
 * Keeps one branch and one pull request for each stack whose drift can be written into its files: opened,
 * rewritten when the drift is another, closed when it has gone. A branch that somebody has worked on
 * is left, and one that somebody has closed is not opened again before it says something else.
 */
export async function keepProposals(
  github: GitHub,
  documents: readonly DriftDocument[],
  base: ProposalBase,
): Promise<Map<string, ProposalUpkeep>> {
  const done = new Map<string, ProposalUpkeep>();
  for (const document of documents) {
    // Nothing is known of it.
    if (document.error !== undefined || document.skipped !== undefined) continue;
    done.set(document.stack, await new StackProposal(github, document, base).keep());
  }
  return done;
}

interface PullRequest {
  readonly number: number;
  readonly state: string;
  readonly title: string;
  readonly body?: string | null;
  readonly merged_at?: string | null;
}

interface Commit {
  readonly sha: string;
  readonly message: string;
  readonly tree: { readonly sha: string };
}

/** The branch of a stack, as it is. */
interface Branch {
  /** Whether it is as it was written here, to the letter. */
  readonly isOwn: boolean;
  /** What it was written for. */
  readonly print: string | undefined;
}

class StackProposal {
  private readonly branch: string;
  private readonly print: string;
  private readonly title: string;

  constructor(
    private readonly github: GitHub,
    private readonly document: DriftDocument,
    private readonly base: ProposalBase,
  ) {
    const { stack, proposal } = document;
    this.branch = `drift/${stack}`;
    this.title = `${stack}: what was changed past Terraform`;
    const files = JSON.stringify(proposal?.files ?? []);
    this.print = createHash("sha256").update(files).digest("hex").slice(0, 16);
  }

  async keep(): Promise<ProposalUpkeep> {
    const branch = await this.find();
    if (branch && !branch.isOwn) return "left";
    const branches = { branch: this.branch, base: this.base.branch };
    const all = await pullRequestsFrom<PullRequest>(this.github, branches, "all");
    const open = all.find(({ state }) => state === "open");
    if (!this.document.proposal?.files.length) return this.close(open, branch);
    if (!open && all.some((one) => this.isDeclined(one))) return "declined";
    const isWritten = branch?.print === this.print;
    if (!isWritten) await this.write(branch);
    const { body } = marked(this.marker(), this.text());
    if (!open) {
      const { title } = this;
      const request = { title, body, head: this.branch, base: this.base.branch };
      await this.github.post("/pulls", request);
      return "opened";
    }
    if (isWritten && open.body?.replaceAll("\r\n", "\n") === body) return "nothing";
    await this.github.patch(`/pulls/${open.number}`, { title: this.title, body });
    return "updated";
  }

  private readonly marker = () => `drift proposal ${this.document.stack} ${this.print}`;

  /** Whether somebody has closed the same, unmerged. */
  private isDeclined({ merged_at: merged, body }: PullRequest): boolean {
    return !merged && (body?.startsWith(markerOf(this.marker())) ?? false);
  }

  private async find(): Promise<Branch | undefined> {
    const ref = await this.github.find<{ object: { sha: string } }>(
      `/git/ref/heads/${this.branch}`,
    );
    if (!ref) return undefined;
    const { message, tree } = await this.github.get<Commit>(`/git/commits/${ref.object.sha}`);
    const [, print, own] = /^Groundwork-Drift: (\w+) (\w+)$/m.exec(message) ?? [];
    return { isOwn: own === tree.sha, print };
  }

  /** One commit on the base, by the API: the App signs it, and no token is in git's hands. */
  private async write(branch: Branch | undefined): Promise<void> {
    const files = this.document.proposal!.files.map(({ file, text }) => ({ path: file, text }));
    await commitOn(this.github, {
      parent: this.base.commit,
      branch: this.branch,
      files,
      isThere: branch !== undefined,
      // By the tree it is known that nobody has amended it.
      message: (tree) => `${this.title}\n\nGroundwork-Drift: ${this.print} ${tree}\n`,
    });
  }

  private async close(
    open: PullRequest | undefined,
    branch: Branch | undefined,
  ): Promise<ProposalUpkeep> {
    const { github, document } = this;
    if (open) {
      const body = `Nothing of the drift of ${document.stack} is left that could be written down.`;
      await github.post(`/issues/${open.number}/comments`, { body });
      await github.patch(`/pulls/${open.number}`, { state: "closed" });
    }
    if (branch) await github.delete(`/git/refs/heads/${this.branch}`);
    return open ? "closed" : "nothing";
  }

  /** What a reviewer has to know. */
  private text(): string {
    const { stack, proposal } = this.document;
    const lines = proposalParts(stack, proposal!)
      .filter(([, some]) => some.length > 0)
      .flatMap(([title, some]) => [title, ...some.map((line) => `  ${line}`)]);
    const back = `\`${ownCommand(`drift ${stack} --revert`)}\``;
    return [
      `Somebody, or something, has changed ${stack} past Terraform. Merged, the code says what is there, and an apply leaves it so.`,
      fencedToFit(plain(lines.join("\n")).split("\n").map(clipped), "text", ROOM),
      `Of what no option says, somebody has to find out who changes it until the day that stands there: write the reason into the entry, or take the entry out. To have all of it back, close this and run ${back}. A closed one is opened again when there is something else to write down.`,
    ].join("\n\n");
  }
}
