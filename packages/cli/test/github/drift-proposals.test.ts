import type { DriftDocument, Proposal } from "../../src/delivery/drift/propose/proposal";
import { keepProposals } from "../../src/github/drift-proposals";
import { FakeGitHub, type Call } from "../support/fake-github";

let fake: FakeGitHub;
afterEach(() => fake?.stop());

const PROPOSAL: Proposal = {
  options: [
    {
      option: "dev.logRetentionDays",
      file: "environments/dev.ts",
      before: 7,
      after: 30,
      attributes: [{ address: "aws_x.y", attribute: "retention_in_days" }],
      wider: [],
    },
  ],
  accepted: [],
  reverted: [],
  files: [{ file: "environments/dev.ts", text: "30" }],
  patch: "diff",
};

const report = (more: Partial<DriftDocument> = { proposal: PROPOSAL }): DriftDocument => ({
  stack: "dev-stack",
  checkedAt: "2026-11-21T04:00:00.000Z",
  drifted: [],
  ignored: [],
  notes: [],
  ...more,
});

/** A repository with branches and pull requests, as far as a proposal needs one. */
class Repository {
  head: { sha: string; message: string; tree: { sha: string } } | undefined;
  pulls: { number: number; state: string; title: string; body: string; merged_at?: string }[] = [];
  private made = 0;

  answer({ method, path, body }: Call): unknown {
    switch (`${method} ${path.replace(/\?.*/, "").replace(/\d+$/, "N")}`) {
      case "GET /git/ref/heads/drift/dev-stack":
        return this.head ? { object: { sha: this.head.sha } } : 404;
      case "GET /git/commits/headN":
        return this.head;
      case "GET /git/commits/base":
        return { sha: "base", message: "m", tree: { sha: "basetree" } };
      case "POST /git/trees":
        return { sha: `tree${JSON.stringify(body.tree).length}` };
      case "POST /git/commits":
        this.made += 1;
        this.next = { sha: `head${this.made}`, message: body.message, tree: { sha: body.tree } };
        return this.next;
      case "POST /git/refs":
      case "PATCH /git/refs/heads/drift/dev-stack":
        this.head = this.next;
        return {};
      case "DELETE /git/refs/heads/drift/dev-stack":
        this.head = undefined;
        return {};
      case "GET /pulls":
        return this.pulls;
      case "POST /pulls":
        this.pulls.unshift({ number: this.pulls.length + 1, state: "open", ...body });
        return {};
      case "PATCH /pulls/N":
        Object.assign(this.pulls[0]!, body);
        return {};
      default:
        return {};
    }
  }
  private next: Repository["head"];
}

let repository: Repository;
beforeEach(async () => {
  repository = new Repository();
  fake = await FakeGitHub.start((call) => repository.answer(call));
});

/** What becomes of it, and the calls that change something. */
async function keep(document = report()) {
  fake.changes.length = 0;
  const done = await keepProposals(fake.api, [document], { branch: "main", commit: "base" });
  return [done.get("dev-stack"), fake.changes.map((call) => call.replace("/drift/dev-stack", ""))];
}

const OTHER = report({
  proposal: { ...PROPOSAL, files: [{ file: "environments/dev.ts", text: "60" }] },
});

const WRITTEN = ["POST /git/trees", "POST /git/commits"];

test("a stack has one branch with one commit on the base, and one pull request", async () => {
  expect(await keep()).toEqual(["opened", [...WRITTEN, "POST /git/refs", "POST /pulls"]]);
  const bodies = fake.calls.flatMap(({ body }) => (body ? [body] : []));
  expect(bodies).toMatchObject([
    {
      base_tree: "basetree",
      tree: [{ path: "environments/dev.ts", mode: "100644", type: "blob", content: "30" }],
    },
    { parents: ["base"], message: expect.stringContaining("dev-stack") },
    { ref: "refs/heads/drift/dev-stack", sha: "head1" },
    { head: "drift/dev-stack", base: "main", title: "dev-stack: what was changed past Terraform" },
  ]);
  expect(bodies.at(-1).body).toMatch(
    /^<!-- groundwork drift proposal dev-stack \w{16} -->\n[^]*dev\.logRetentionDays: 7 -> 30[^]*drift dev-stack --revert/,
  );
  expect(fake.calls.find(({ path }) => path.startsWith("/pulls"))!.path).toContain(
    "head=acme:drift/dev-stack&base=main",
  );
});

test("it is left as it is the next day, and rewritten when something else is to be written", async () => {
  await keep();
  expect(await keep()).toEqual(["nothing", []]);
  expect(await keep(OTHER)).toEqual([
    "updated",
    [...WRITTEN, "PATCH /git/refs/heads", "PATCH /pulls/1"],
  ]);
});

test("a run that ended before it opened the pull request is made up for", async () => {
  await keep();
  repository.pulls = [];
  expect(await keep()).toEqual(["opened", ["POST /pulls"]]);
});

test("it is closed with a word, and its branch removed, when the drift has gone", async () => {
  await keep();
  expect(await keep(report({}))).toEqual([
    "closed",
    ["POST /issues/1/comments", "PATCH /pulls/1", "DELETE /git/refs/heads"],
  ]);
  expect(await keep(report({}))).toEqual(["nothing", []]);
  // What is left can only be planned back.
  expect(await keep(report({ proposal: { ...PROPOSAL, files: [] } }))).toEqual(["nothing", []]);
});

test.each([{ error: "no" }, { skipped: "an apply" }])(
  "nothing is done to it while nothing is known of the stack",
  async (unknown) => {
    await keep();
    expect(await keep(report(unknown))).toEqual([undefined, []]);
  },
);

describe("what people have done with it stays", () => {
  test("a branch with another commit, or with an amended one", async () => {
    await keep();
    const { head } = repository;
    repository.head = { ...head!, message: "Better" };
    expect(await keep(OTHER)).toEqual(["left", []]);
    repository.head = { ...head!, tree: { sha: "another" } };
    expect(await keep(OTHER)).toEqual(["left", []]);
    expect(await keep(report({}))).toEqual(["left", []]);
  });

  test("one that somebody has closed is not opened again before it says something else", async () => {
    await keep();
    repository.pulls[0]!.state = "closed";
    expect(await keep()).toEqual(["declined", []]);
    repository.head = undefined;
    expect(await keep()).toEqual(["declined", []]);
    expect((await keep(OTHER))[0]).toBe("opened");
  });

  test("one that was merged is no refusal", async () => {
    await keep();
    Object.assign(repository.pulls[0]!, { state: "closed", merged_at: "2026-11-22" });
    expect((await keep())[0]).toBe("opened");
  });
});
