import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beginningOf, type Given } from "../../src/begin/answers";
import { regionHere } from "../../src/begin/asked-aws";
import type { Present } from "../../src/begin/values";
import { FakeGitHub } from "../support/fake-github";

const shipped: Present = {
  name: "groundwork",
  accountId: "111111111111",
  region: "ap-northeast-2",
  owner: "platform-team",
  repository: undefined,
  isBegun: false,
};

// No file of this machine, nor GitHub's own command line.
const NOTHING = { HOME: "/nonexistent", PATH: "/nonexistent" };

const begin = (given: Given, known: Partial<Parameters<typeof beginningOf>[1]> = {}) =>
  beginningOf(given, {
    present: shipped,
    env: NOTHING,
    signal: new AbortController().signal,
    ...known,
  });

const acme = { name: "acme", account: "222222222222", region: "eu-west-1" };

describe("where nobody is there to be asked", () => {
  test("options and defaults are all of it", async () => {
    expect(await begin({ ...acme, timeZone: "Europe/Berlin" })).toEqual({
      name: "acme",
      accountId: "222222222222",
      region: "eu-west-1",
      owner: "platform-team",
      github: undefined,
      timeZone: "Europe/Berlin",
    });
  });

  test("what is missing is told at once, and values as shipped are nobody's", async () => {
    await expect(begin({})).rejects.toThrow(
      "got nothing for --name, --account, --region, and nobody is there to be asked: expected them as options",
    );
  });

  test("the region of the AWS CLI and the name of the folder are taken", async () => {
    const env = { ...NOTHING, AWS_DEFAULT_REGION: "us-east-1" };
    const made = await begin({ account: acme.account }, { env, suggested: "shop" });
    expect(made).toMatchObject({ name: "shop", region: "us-east-1" });
  });

  test("of a project that has begun its own values are kept", async () => {
    const present = { ...shipped, accountId: "333333333333", isBegun: true };
    expect(await begin({ owner: "others" }, { present })).toMatchObject({
      name: "groundwork",
      accountId: "333333333333",
      region: "ap-northeast-2",
      owner: "others",
      timeZone: "Asia/Seoul",
    });
  });
});

test("all that is wrong is told at once, in the words of the file's own checks", async () => {
  const wrong = begin({ name: "Acme", account: "12", region: "eu-wst-1", owner: "" });
  await expect(wrong).rejects.toThrow(
    [
      "--name: got Acme, expected 2 to 20 lower-case letters, digits and single hyphens, the first a letter",
      '--account: got 12, expected an account id: 12 digits in quotes, as "111111111111"',
      "--region: got eu-wst-1, expected an AWS region that the provider of this version knows: did you mean eu-west-1?",
      '--owner: got "", expected a text that is not empty',
    ].join("\n"),
  );
});

describe("the repository", () => {
  test("is asked of GitHub: its id, and what roles must know of its tokens", async () => {
    const github = await FakeGitHub.start(({ path: asked }) =>
      asked === ""
        ? { id: 42, full_name: "Acme/Infra", default_branch: "trunk" }
        : { sub_claim_prefix: "repo:acme@1/infra@42" },
    );
    const env = { ...NOTHING, ...github.env };
    expect((await begin({ ...acme, repository: "acme/infra" }, { env })).github).toEqual({
      repository: "Acme/Infra",
      repositoryId: "42",
      subjectPrefix: "repo:acme@1/infra@42",
      branch: "trunk",
    });
    await github.stop();
  });

  test("needs no question where its id is given", async () => {
    const given = { ...acme, repository: "acme/infra", repositoryId: "42" };
    expect((await begin(given)).github).toEqual({ repository: "acme/infra", repositoryId: "42" });
  });

  test.each([
    [{ repository: "acme" }, "--repository: got acme, expected owner/name of a repository"],
    [{ repositoryId: "42" }, "--repository: got nothing, expected owner/name of a repository"],
    [{ repository: "a/b", repositoryId: "x" }, "--repository-id: got x, expected"],
    [
      { repository: "acme/infra" },
      "--repository: got acme/infra without its id, which roles ask for, and there is no token of GitHub: log in by gh auth login, or set GH_TOKEN; expected --repository-id (gh api repos/acme/infra --jq .id tells it)",
    ],
  ])("is refused as %j", async (given, expected) => {
    await expect(begin({ ...acme, ...given })).rejects.toThrow(expected);
  });

  test("that the token does not show, or a GitHub that does not answer, is told", async () => {
    const github = await FakeGitHub.start(() => 404);
    const env = { ...NOTHING, ...github.env };
    const asked = () => begin({ ...acme, repository: "acme/infra" }, { env });
    await expect(asked()).rejects.toThrow("GitHub shows no repository acme/infra to this token");
    await github.stop();
    await expect(asked()).rejects.toThrow(/GitHub did not answer: .*ECONNREFUSED/);
  });
});

test("the region of a profile is that of the AWS CLI, where no variable names another", () => {
  const home = mkdtempSync(path.join(tmpdir(), "groundwork-home-"));
  const file = path.join(home, "config");
  writeFileSync(file, "[default]\nregion = eu-north-1\n[profile acme]\nregion = eu-west-2\n");
  const env = { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: path.join(home, "none") };
  expect(regionHere(env)).toBe("eu-north-1");
  expect(regionHere({ ...env, AWS_PROFILE: "acme" })).toBe("eu-west-2");
  expect(regionHere({ ...env, AWS_PROFILE: "acme", AWS_REGION: "us-east-2" })).toBe("us-east-2");
  expect(regionHere({ HOME: home })).toBeUndefined();
  rmSync(home, { recursive: true });
});
