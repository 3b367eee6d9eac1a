import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  environmentInput,
  configuration as mockConfiguration,
  pipeline,
} from "@groundwork/testing/configuration";
import { proposeImages } from "../../src/pipeline/propose";
import { FakeGitHub } from "../support/fake-github";
import { repository, type Remote } from "./repository-on-github";

jest.setTimeout(30_000); // of a machine that is busy

const DIGEST = `sha256:${"a".repeat(64)}`;
const TREE = "7".repeat(40);

let mockPropose: object = {};
jest.mock("../../src/core/configured", () => ({
  loadConfiguration: () =>
    mockConfiguration(
      {
        delivery: {
          pipeline: {
            ...pipeline,
            repository: "acme/infra",
            image: { services: { web: "services/web" } },
            pushedImages: { services: ["api"] },
            propose: mockPropose,
          },
        },
      },
      ["dev", "staging"].map((name) =>
        environmentInput(name, {
          services: [{ name: "web" }, { name: "api", cpuArchitecture: "ARM64" }],
        }),
      ),
    ),
}));
jest.mock("../../src/delivery/credentials", () => ({
  readCredential: () => Promise.resolve("t0ken"),
}));
jest.mock("../../src/delivery/plan/checkout", () => ({
  gitIn: () => () => Promise.resolve({ code: 0, stdout: TREE, stderr: "" }),
}));
jest.mock("../../src/sources/formatted", () => ({
  formatted: (now: object) => Promise.resolve(now),
}));
jest.mock("@aws-sdk/client-sns", () => ({
  ...jest.requireActual("@aws-sdk/client-sns"),
  SNSClient: class {
    readonly middlewareStack = { add: () => undefined };
    send = () => Promise.resolve({ Attributes: { SubscriptionsConfirmed: "1" } });
    destroy = () => undefined;
  },
}));

const dir = mkdtempSync(path.join(tmpdir(), "propose-"));
afterAll(() => rmSync(dir, { recursive: true }));
let warned: string[] = [];
beforeEach(() => {
  warned = [];
  jest.spyOn(process.stdout, "write").mockReturnValue(true);
  jest.spyOn(console, "error").mockImplementation((text: string) => void warned.push(text));
});
afterEach(() => jest.restoreAllMocks());

const BUILT = {
  service: "web",
  architecture: "X86_64",
  tag: "sha-1",
  digest: DIGEST,
  built: "yes",
};
const FILE =
  'export const dev = { services: [{ name: "web" /* ours */, image: { tag: "old" } }] };\n';

let folders = 0;

async function propose(
  propose: object,
  remote: Partial<Remote> = {},
  images: unknown = undefined,
  pushed: object = { repository: "none", tag: "none", digest: "none" },
) {
  mockPropose = propose;
  const github = await FakeGitHub.start(repository({ file: FILE, tree: TREE, ...remote }));
  const folder = path.join(dir, String(folders++));
  try {
    const code = await proposeImages({
      ...github.env,
      GH_TOKEN: undefined,
      DELIVERY_MESSAGES_DIR: folder,
      CODEBUILD_RESOLVED_SOURCE_VERSION: "c".repeat(40),
      PUSHED: JSON.stringify(pushed),
      IMAGES: typeof images === "string" ? images : JSON.stringify(images ?? [BUILT]),
    });
    const messages = readFiles(folder);
    return { code, github, messages, said: warned.join("\n") };
  } finally {
    await github.stop();
  }
}

function readFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".txt"))
      .map((name) => readFileSync(path.join(folder, name), "utf8"));
  } catch {
    return [];
  }
}

const TOKEN = { token: { parameter: "/acme-delivery/github-token" } };
const bodyOf = ({ calls }: FakeGitHub, made: string) =>
  calls.find(({ method, path: asked }) => `${method} ${asked}` === made)!.body;

test("a new image is named in the files of its environments, by one commit and one pull request", async () => {
  const { code, github, messages } = await propose({ ...TOKEN, environments: ["dev", "staging"] });
  expect(code).toBe(0);
  expect(github.changes).toEqual([
    "POST /git/trees",
    "POST /git/commits",
    "POST /git/refs",
    "POST /pulls",
  ]);
  const { base_tree, tree } = bodyOf(github, "POST /git/trees");
  expect(base_tree).toBe("before");
  expect(tree.map((entry: { path: string }) => entry.path)).toEqual([
    "environments/dev.ts",
    "environments/staging.ts",
  ]);
  // Comments and all else stay.
  expect(tree[0].content).toBe(
    `export const dev = { services: [{ name: "web" /* ours */, image: { tag: "sha-1", digest: "${DIGEST}" } }] };\n`,
  );
  expect(bodyOf(github, "POST /git/commits").parents).toEqual(["tip"]);
  expect(bodyOf(github, "POST /pulls")).toMatchObject({
    title: "dev, staging: web sha-1",
    head: "image/dev-staging/web",
    base: "main",
  });
  expect(messages).toHaveLength(2);
  expect(messages[0]).toContain("https://github.com/acme/infra/pull/8");
});

test("one that is open is renewed", async () => {
  const open = [{ number: 7, html_url: "https://github.com/acme/infra/pull/7" }];
  const { github, messages } = await propose(TOKEN, { open, branch: true });
  expect(github.changes.slice(2)).toEqual([
    "PATCH /git/refs/heads/image/dev/web",
    "PATCH /pulls/7",
  ]);
  expect(bodyOf(github, "PATCH /git/refs/heads/image/dev/web")).toEqual({
    sha: "made",
    force: true,
  });
  expect(messages[0]).toContain("/pull/7");
});

test("without a token people are told how to name it, and nothing is asked of GitHub", async () => {
  const { code, github, messages } = await propose({});
  expect(code).toBe(0);
  expect(github.calls).toEqual([]);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(
    `github set-image --environment dev --service web --tag sha-1 --digest ${DIGEST}`,
  );
});

test.each<[string, Partial<Remote>, unknown]>([
  [
    "was not built in this run",
    {},
    [{ service: "web", architecture: "X86_64", tag: "sha-1", digest: DIGEST, built: "no" }],
  ],
  ["the branch has changed its folder since", { tree: "8".repeat(40) }, undefined],
])("nobody is told, and nothing proposed, of an image that %s", async (_, remote, images) => {
  const { code, github, messages } = await propose(TOKEN, remote, images);
  expect(code).toBe(0);
  expect(github.changes).toEqual([]);
  expect(messages).toEqual([]);
});

test("an image that its environments name is not proposed again", async () => {
  const file = `export const dev = { services: [{ name: "web", image: { tag: "sha-1", digest: "${DIGEST}" } }] };\n`;
  const { code, github } = await propose(TOKEN, { file });
  expect(code).toBe(0);
  expect(github.changes).toEqual([]);
});

test.each<[string, Partial<Remote>, unknown, string]>([
  [
    "a file that cannot be edited",
    { file: "export const dev = {};\n" },
    undefined,
    "services: got 0 objects",
  ],
  [
    "a token that may not",
    { answer: ({ method }) => (method === "POST" ? 403 : undefined) },
    undefined,
    "GitHub answered 403",
  ],
  [
    "an image for another processor",
    {},
    [{ service: "web", architecture: "ARM64", tag: "sha-1", digest: DIGEST, built: "yes" }],
    "built for ARM64, and environments run it on X86_64",
  ],
])("%s is said, and people hear of the image all the same", async (_, remote, images, says) => {
  const { code, said, messages } = await propose(TOKEN, remote, images);
  expect(code).toBe(1);
  expect(said).toContain(says);
  expect(messages[0]).toContain("github set-image");
});

test.each([
  "",
  "{}",
  '[{"service":"web"}]',
  `[{"service":"web","architecture":"X86_64","tag":"v1","digest":"latest","built":"yes"}]`,
])("what the stage does not hand on is refused: %s", async (images) => {
  await expect(propose(TOKEN, {}, images)).rejects.toThrow("IMAGES: got no list of images");
});

describe("an image that somebody else pushed", () => {
  const FILE_OF_API = 'export const dev = { services: [{ name: "api" }] };\n';
  const pushed = (repository: string, digest = DIGEST) =>
    propose(TOKEN, { file: FILE_OF_API }, [], { repository, tag: "v2", digest });

  test("is proposed by its digest, whatever its processor", async () => {
    const { code, github, messages } = await pushed("acme/api");
    expect(code).toBe(0);
    expect(bodyOf(github, "POST /git/trees").tree[0].content).toContain(
      `name: "api", image: { tag: "v2", digest: "${DIGEST}" }`,
    );
    expect(messages[0]).toContain("Somebody pushed an image of api");
  });

  test.each([
    ["acme/other", DIGEST],
    ["acme/api", "latest"],
  ])("is refused as what no event says: %s %s", async (repository, digest) => {
    await expect(pushed(repository, digest)).rejects.toThrow("PUSHED: got ");
  });
});
