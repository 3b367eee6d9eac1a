import { reviewComments, type ReviewComment } from "../../../src/delivery/review/review-comments";
import { change, facts, planned } from "./review-plans";
import { expectSound, only } from "./sound-comments";

describe("3,000 resources that all go", () => {
  const names = (name: (index: number) => string) =>
    Array.from({ length: 3000 }, (_, index) => name(index));
  const goes = (addresses: string[]) =>
    planned(
      addresses.map((address, index) =>
        change(address, index % 3 ? ["delete"] : ["delete", "create"]),
      ),
    );
  const text = names((index) => `  # resource ${index} will be destroyed`).join("\n");

  /** The addresses that the comments say go, put together again from types and names. */
  function listedIn(comments: readonly ReviewComment[]): string[] {
    const found: string[] = [];
    for (const { body } of comments) {
      let type = "";
      const [, list = ""] = /```diff\n([^]*?)\n```/.exec(body) ?? [];
      for (const line of list.split("\n")) {
        const group = /^# (\S+) \(\d+\)/.exec(line);
        if (group) type = `${group[1]}.`;
        else found.push(type + line.replace(/^-(\/\+)? /, ""));
      }
    }
    return found.toSorted();
  }

  test("short names are in one comment, each", () => {
    const addresses = names((index) => `aws_sqs_queue.q${index}`);
    const comments = reviewComments({ stack: "dev-stack", contents: goes(addresses), text }, facts);
    only(comments);
    expect(listedIn(comments)).toEqual(addresses.toSorted());
    expect(comments[0]!.body).toContain("**2000 destroyed, 1000 destroyed and made anew:**");
  });

  test("construct paths are left out before anything else", () => {
    const addresses = names((index) => `aws_sqs_queue.q${index}`).slice(0, 1000);
    const bodies = Object.fromEntries(
      addresses.map((address, index) => [
        `q${index}`,
        { "//": { metadata: { path: `dev-stack/${address}/${"x".repeat(60)}` } } },
      ]),
    );
    const changes = addresses.map((address) => change(address, ["delete"]));
    const contents = planned(changes, { resource: { aws_sqs_queue: bodies } });
    const body = only(reviewComments({ stack: "dev-stack", contents, text }, facts));
    expect(body).toContain("\n- aws_sqs_queue.q999\n");
  });

  test("names as CDKTF makes them are in numbered comments, each within the limit", () => {
    const types = ["aws_route53_record", "aws_sqs_queue", 'module.a["b[0].c"].aws_iam_role'];
    const addresses = names(
      (index) =>
        `${types[index % 3]}.services_web_resource-${index}_${"ABCDEF0123456789".slice(0, 8)}`,
    );
    const comments = reviewComments(
      { stack: "prod-stack", contents: goes(addresses), text },
      facts,
    );
    expect(comments.length).toBeGreaterThan(1);
    expect(comments.length).toBeLessThan(5);
    expectSound(comments);
    expect(listedIn(comments)).toEqual(addresses.toSorted());
    const heading = '# module.a["b[0].c"].aws_iam_role (1000)';
    expect(comments.some(({ body }) => body.includes(heading))).toBe(true);
    for (const { body, part, parts } of comments)
      expect(body).toContain(`2000 to destroy, 1 output (part ${part} of ${parts})`);
    expect(comments.at(-1)!.body).toContain(facts.commit);
  });

  test("the part that no reader needs is what is left out", () => {
    const addresses = names((index) => `aws_sqs_queue.q${index}`);
    const [{ body }] = reviewComments(
      { stack: "dev-stack", contents: goes(addresses), text },
      facts,
    ) as [ReviewComment];
    expect(body).toMatch(/\d+ of \d+ lines were left out here|The plan's text did not fit here/);
  });
});

describe("one resource with a key that is longer than a comment", () => {
  const long = (fill: string) => `aws_sqs_queue.jobs["${fill.repeat(70_000)}"]`;

  test.each(["a", "`", "\u{1F980}"])(
    "of %s is told by its ends, and so is a finding of it",
    (fill) => {
      const address = long(fill);
      const gone = [change(address, ["delete"]), change("aws_vpc.main", ["delete"])];
      const finding = {
        rule: "destroys-data",
        severity: "error",
        address,
        detail: "is gone",
      } as const;
      const comments = reviewComments(
        { stack: "dev-stack", contents: planned(gone), findings: [finding], text: address },
        facts,
      );
      const body = only(comments);
      expect(body).toMatch(
        /\n- aws_sqs_queue\.jobs\["[^\n]{400,1200}characters \.\.\.\] [^\n]+"\]\n/,
      );
      expect(body).toContain("\n- aws_vpc.main\n");
      expect(body).toContain("The policies stop this plan");
      expect(body).toContain("is gone [destroys-data]");
      expect(body).toContain("The plan's text did not fit here.");
    },
  );

  test("among thousands, which take several comments", () => {
    const module = `module.${"m".repeat(70_000)}.aws_sqs_queue`;
    const gone = Array.from({ length: 3000 }, (_, index) =>
      change(
        index % 100
          ? `aws_sqs_queue.${"q".repeat(30)}-${index}`
          : `${module}.q${index}["${"`".repeat(900)}"]`,
        ["delete"],
      ),
    );
    const comments = reviewComments({ stack: "dev-stack", contents: planned(gone) }, facts);
    expect(comments.length).toBeGreaterThan(1);
    expectSound(comments);
  });

  test("in the reason why there is no plan", () => {
    const problem = `Error: ${"x".repeat(70_000)}\nin the end`;
    const body = only(reviewComments({ stack: "dev-stack", problem }, facts));
    expect(body).toContain("\nin the end\n");
  });
});
