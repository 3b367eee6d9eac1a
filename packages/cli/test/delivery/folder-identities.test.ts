import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir, userInfo } from "node:os";
import path from "node:path";
import { configuration } from "@groundwork/testing/configuration";
import { notAnother } from "../../src/delivery/four-eyes";
import { FolderIdentities } from "../../src/delivery/folder-identities";
import { FolderObjects } from "../../src/delivery/store/folder-objects";
import type { Identity, PlanRecord } from "../../src/delivery/store/plan-meta";
import { approval, ID, record, SHA256, summary } from "./plan/plan-records";
import { CLAIMS, ISSUER, job, JWKS, SigningGithub, TOKENS } from "./signing-github";

const REPOSITORY = { repositoryId: "42", branch: "main", issuer: ISSUER };

let folder: string;
let github: SigningGithub;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "groundwork-proofs-")), "plans");
  github = await SigningGithub.create();
  jest.spyOn(globalThis, "fetch").mockImplementation(github.fetch);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(path.dirname(folder), { recursive: true });
});

const identities = (
  env: NodeJS.ProcessEnv,
  workflows: typeof REPOSITORY | undefined = REPOSITORY,
) => new FolderIdentities(new FolderObjects({ folder, retentionDays: {} }), workflows, env);
const known = (actor: string): Identity => ({ arn: "acme/shop, run 7", actor, proof: "token" });

const PLANNED = { id: ID, sha256: summary().planSha256 };
const APPROVED = { id: ID, sha256: SHA256 };
const kims = (plannedBy: Identity, by: Identity): PlanRecord =>
  record({ summary: summary({ plannedBy }), approval: { ...approval, by } });
const verdict = ({ summary: { plannedBy }, approval: decision }: PlanRecord) =>
  notAnother(plannedBy, decision!.by, configuration());
const prove = async () => {
  await identities(job("kim")).prove("planned", PLANNED, known("kim"));
  await identities(job("lee")).prove("approved", APPROVED, known("lee"));
};

describe("who runs a command", () => {
  const unproved = { arn: `${userInfo().username}@${hostname()}`, proof: "none" };
  const { ACTIONS_ID_TOKEN_REQUEST_TOKEN: _, ...withoutPermission } = job("kim");

  test.each<[string, NodeJS.ProcessEnv, typeof REPOSITORY | undefined]>([
    ["on a laptop", {}, REPOSITORY],
    [
      "where variables say that it is a workflow",
      { GITHUB_ACTIONS: "true", GITHUB_ACTOR: "kim" },
      REPOSITORY,
    ],
    ["in a job without the permission", withoutPermission, REPOSITORY],
  ])("is unproved %s", async (_, env, workflows) => {
    const people = identities(env, workflows);
    expect(await people.self()).toEqual(unproved);
    expect(await people.self("lee")).toEqual(unproved);
    expect(people.whyNoReviewer(await people.self())).toContain("with the permission id-token");
  });

  test("is unproved where no repository is named", async () => {
    const people = new FolderIdentities(
      new FolderObjects({ folder, retentionDays: {} }),
      undefined,
      job("kim"),
    );
    expect(await people.self()).toEqual(unproved);
    expect(await people.proved(kims(known("kim"), known("lee")))).toMatchObject({
      summary: { plannedBy: { proof: "none" } },
    });
  });

  test("is who started the run, or reviewed it", async () => {
    const again = { ...job("kim"), GITHUB_TRIGGERING_ACTOR: "max" };
    expect(await identities(again).self()).toEqual({ ...known("kim"), triggeringActor: "max" });
    expect(await identities(again).self("lee")).toEqual(known("lee"));
    expect(identities(again).whyNoReviewer(known("lee"))).toBeUndefined();
  });
});

test("two whom GitHub has proved are two, also later and in one run", async () => {
  await prove();
  jest.useFakeTimers({ now: Date.now() + 3_600_000, doNotFake: ["nextTick", "setImmediate"] });
  try {
    const proved = await identities({}).proved(kims(known("kim"), known("lee")));
    expect(proved).toEqual(kims(known("kim"), known("lee")));
    expect(verdict(proved)).toBeUndefined();
  } finally {
    jest.useRealTimers();
  }
  expect(await readdir(path.join(folder, "proofs/prod", ID))).toHaveLength(2);
});

test("one is one", async () => {
  await identities(job("kim")).prove("planned", PLANNED, known("kim"));
  await identities(job("kim")).prove("approved", APPROVED, known("Kim"));
  expect(verdict(kims(known("kim"), known("Kim")))).toMatchObject({ why: "has planned it" });
});

test.each<[string, Identity, Identity]>([
  ["approved on a laptop", known("kim"), { arn: "lee@laptop", proof: "none" }],
  ["planned on one", { arn: "kim@laptop", proof: "none" }, known("lee")],
  ["both", { arn: "kim@laptop", proof: "none" }, { arn: "lee@laptop", proof: "none" }],
  // As it is written where AWS says who somebody is.
  ["approved as AWS's sign-on", known("kim"), approval.by],
  ["both as that", summary().plannedBy, approval.by],
])("nobody is another person: %s", async (_, planner, approver) => {
  await prove();
  const proved = await identities({}).proved(kims(planner, approver));
  expect(verdict(proved)).toMatchObject({
    hint: expect.stringContaining("nobody can prove who that is but a workflow of GitHub"),
  });
});

describe("a record that says more than GitHub does is refused: 4", () => {
  const look = (changed = kims(known("kim"), known("lee"))) => identities({}).proved(changed);
  const refusal = (reason: string) => ({ exitCode: 4, message: expect.stringContaining(reason) });

  test("without a token", () =>
    expect(look()).rejects.toMatchObject(refusal("there is no token beside it")));

  test.each<[string, PlanRecord]>([
    ["another approver", kims(known("kim"), known("max"))],
    ["another planner", kims(known("max"), known("lee"))],
    ["somebody besides", kims(known("kim"), { ...known("lee"), triggeringActor: "max" })],
    [
      "another bundle",
      record({
        summary: summary({ plannedBy: known("kim") }),
        approval: { ...approval, by: known("lee"), sha256: "cd".repeat(32) },
      }),
    ],
    [
      "another plan file",
      record({
        summary: summary({ plannedBy: known("kim"), planSha256: "ef".repeat(32) }),
        approval: { ...approval, by: known("lee") },
      }),
    ],
  ])("with the token of another: %s", async (_, changed) => {
    await prove();
    await expect(look(changed)).rejects.toMatchObject(refusal("got a token that is not"));
  });

  const AUDIENCE = `groundwork:approved:${ID}:${SHA256}:lee:`;
  /** Puts a token beside the plan as somebody does who may write there. */
  async function forge(token: string): Promise<void> {
    await identities(job("kim")).prove("planned", PLANNED, known("kim"));
    await writeFile(path.join(folder, "proofs/prod", ID, "approved-x.jwt"), token);
  }

  test("with one of somebody's own", async () => {
    await forge(await (await SigningGithub.another()).sign(AUDIENCE));
    await expect(look()).rejects.toMatchObject(refusal("got a token that is not"));
  });

  test.each([
    [
      "unsigned",
      (said: string) => `${Buffer.from('{"alg":"none"}').toString("base64url")}.${said}.`,
    ],
    ["no token", () => "x"],
    ["empty", () => ""],
  ])("with one that is %s", async (_, make) => {
    const body = { ...CLAIMS, iss: ISSUER, aud: AUDIENCE, iat: 1, exp: 9e9 };
    await forge(make(Buffer.from(JSON.stringify(body)).toString("base64url")));
    await expect(look()).rejects.toMatchObject(refusal("got a token that is not"));
  });

  test.each([
    ["of another repository", { repository_id: "43" }, "the repository_id 43, expected 42"],
    [
      "of another branch",
      { ref: "refs/heads/x" },
      "the ref refs/heads/x, expected refs/heads/main",
    ],
    ["of a tag", { ref: "refs/tags/main" }, "the ref refs/tags/main"],
    ["without an environment", { environment: undefined }, "the environment none, expected prod"],
    ["of another environment", { environment: "dev" }, "the environment dev, expected prod"],
    ["for a pull request", { event_name: "pull_request_target" }, "a run by pull_request_target"],
  ])("with one %s, which no job hands in either: 6", async (_, said, reason) => {
    github.claims = { ...CLAIMS, ...said };
    await expect(
      identities(job("lee")).prove("approved", APPROVED, known("lee")),
    ).rejects.toMatchObject({ exitCode: 6, message: expect.stringContaining(reason) });
    github.claims = CLAIMS;
    await forge(await github.sign(AUDIENCE, { ...CLAIMS, ...said }));
    await expect(look()).rejects.toMatchObject(refusal(reason));
  });
});

test("a plan needs no environment, whose reviewers look at approvals", async () => {
  const { environment: _, ...others } = CLAIMS;
  github.claims = others;
  await identities(job("kim")).prove("planned", PLANNED, known("kim"));
  expect(await readdir(path.join(folder, "proofs/prod", ID))).toHaveLength(1);
});

test("a token that has ended is no proof for a job", async () => {
  github.ageSeconds = 3600;
  await expect(
    identities(job("kim")).prove("planned", PLANNED, known("kim")),
  ).rejects.toMatchObject({ exitCode: 6 });
});

test.each<[string, string, () => Promise<unknown>]>([
  ["keys", JWKS, () => Promise.reject(new Error("fetch failed"))],
  ["a token", TOKENS, () => Promise.resolve({ nothing: true })],
])("without %s nothing is known, and nothing is written", async (_, url, answer) => {
  github.answers[url] = answer;
  await expect(
    identities(job("kim")).prove("planned", PLANNED, known("kim")),
  ).rejects.toMatchObject({ exitCode: 1 });
  await expect(readdir(folder)).rejects.toThrow("ENOENT");
});

test("an unproved command proves nothing, and asks nobody", async () => {
  await identities({}).prove("approved", APPROVED, { arn: "lee@laptop", proof: "none" });
  expect(fetch).not.toHaveBeenCalled();
  await expect(readFile(folder)).rejects.toThrow("ENOENT");
});
