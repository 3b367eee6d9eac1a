import { Delivery, refused, SIGN_ON, type Planned } from "../../support/delivery";

jest.setTimeout(240_000);

let delivery: Delivery;
/** Kim under her two names, and lee under his. */
let kimsRun: NodeJS.ProcessEnv;
let kim: NodeJS.ProcessEnv;
let lee: NodeJS.ProcessEnv;
let reviewedRun: NodeJS.ProcessEnv;
beforeAll(async () => {
  delivery = await Delivery.create("delivery-four-eyes");
  const run = { GITHUB_ACTIONS: "true", GITHUB_ACTOR: "kim-gh", GITHUB_TRIGGERING_ACTOR: "kim-gh" };
  kimsRun = { ...(await delivery.as("groundwork-plan-main", "plan-prod-7")), ...run };
  reviewedRun = { ...(await delivery.as("groundwork-apply-prod", "apply-prod-7")), ...run };
  kim = await delivery.as(SIGN_ON, "kim@acme.com");
  lee = await delivery.as(SIGN_ON, "lee@acme.com");
});
afterAll(() => delivery?.close());

const approvals = ({ id }: Planned) => delivery.keys(`approvals/prod/${id}`);
const approve = ({ id, sha256 }: Planned, env: NodeJS.ProcessEnv, ...options: string[]) =>
  delivery.run(env, "approve", id, "--sha256", sha256, ...options);
const LINE = `people: { "kim-gh": "<user name in AWS's sign-on>" }`;

describe("planned in a workflow, with nobody in delivery.people", () => {
  let planned: Planned;
  beforeAll(async () => {
    planned = await delivery.plan("prod-stack", kimsRun);
  });

  test("nobody approves on a machine of their own, and what to add is said: 6", async () => {
    const ended = await approve(planned, lee);
    expect(ended).toMatchObject(refused(6, "somebody else must approve it"));
    expect(ended.stderr).toContain(LINE);
    // Nor under a name that anybody can give to a session.
    expect(await approve(planned, await delivery.as("deploy", "lee"))).toMatchObject(
      refused(6, "is not known to be another person than"),
    );
    expect(await approvals(planned)).toEqual([]);
  });

  test("nor with an approval put into the store: 5", async () => {
    const key = `approvals/prod/${planned.id}.json`;
    const { sha256 } = planned;
    const arn = `arn:aws:sts::111111111111:assumed-role/${SIGN_ON}/kim@acme.com`;
    // An actor beside a person's session is nobody's word.
    const by = { arn, actor: "lee-gh" };
    await delivery.tamper(
      key,
      JSON.stringify({ verdict: "approved", by, at: new Date().toISOString(), sha256 }),
    );
    try {
      const ended = await delivery.unchanged("prod", () => delivery.apply(planned, kim));
      expect(ended).toMatchObject(refused(5, LINE));
    } finally {
      await delivery.remove(key);
    }
  });

  test("nobody speaks for another where no workflow is, whatever variables say: 6", async () => {
    const pretending = {
      ...kim,
      GITHUB_ACTIONS: "true",
      GITHUB_ACTOR: "bob",
      CODEBUILD_BUILD_ID: "x:1",
    };
    expect(await approve(planned, pretending)).toMatchObject(refused(6, LINE));
    // Nor does a workflow that needs no review to be run.
    const elsewhere = { ...reviewedRun, ...(await delivery.as("groundwork-apply-dev", "run")) };
    for (const [env, actor] of [
      [pretending, "bob"],
      [elsewhere, "lee-gh"],
    ] as const) {
      expect(await approve(planned, env, "--actor", actor)).toMatchObject(
        refused(6, "expected those of a workflow's role such as groundwork-apply-prod"),
      );
    }
    expect(await approvals(planned)).toEqual([]);
  });

  test("in the workflow its own reviewer does, who did not start the plan", async () => {
    expect(await approve(planned, reviewedRun)).toMatchObject(refused(6, "has planned it"));
    expect(await approve(planned, reviewedRun, "--actor", "")).toMatchObject(
      refused(1, "--actor: got an empty name"),
    );
    expect(await approve(planned, reviewedRun, "--actor", "lee-gh")).toMatchObject({ code: 0 });
    expect((await delivery.readJson(`approvals/prod/${planned.id}.json`)).by.actor).toBe("lee-gh");
    expect(await delivery.apply(planned, reviewedRun)).toMatchObject({ code: 0 });
  });
});

describe("with the line added", () => {
  let planned: Planned;
  beforeAll(async () => {
    await delivery.copy.edit(
      "environments/organization.ts",
      "backend:",
      'delivery: { people: { "Kim-GH": "kim@acme.com", "kim-again": "kim@acme.com" } },\n  backend:',
    );
    await delivery.commit("people");
    await delivery.alter("prod");
    // Somebody else merged, and kim had it planned again.
    const again = { ...kimsRun, GITHUB_ACTOR: "kim-again", GITHUB_TRIGGERING_ACTOR: "kim-gh" };
    planned = await delivery.plan("prod-stack", again);
  });

  test("kim does not approve what she has planned under another name: 6", async () => {
    const ended = await approve(planned, kim);
    expect(ended).toMatchObject(refused(6, "has planned it, so somebody else must approve it"));
    expect(ended.stderr).not.toContain("people");
    expect(await approve(planned, reviewedRun, "--actor", "kim-gh")).toMatchObject({ code: 6 });
  });

  test("lee does, and the plan is applied", async () => {
    expect(await approve(planned, lee)).toMatchObject({ code: 0 });
    expect(await delivery.apply(planned, kim)).toMatchObject({ code: 0 });
  });
});
