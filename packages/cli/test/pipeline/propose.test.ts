import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  environmentInput,
  configuration as mockConfiguration,
  pipeline,
} from "@groundwork/testing/configuration";
import { proposeImages } from "../../src/pipeline/propose";
import { FakeGitHub, type Call } from "../support/fake-github";

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
            propose: mockPropose,
          },
        },
      },
      ["dev", "staging"].map((name) => environmentInput(name)),
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

const FILE =
  'export const dev = { services: [{ name: "web" /* ours */, image: { tag: "old" } }] };\n';

interface Remote {
  /** Text of the environments' files. @default web with an older image */
  readonly file?: string;
  /** What git names the folder of web by, at the tip of the branch. @default as it was built */
  readonly tree?: string;
  /** The pull requests that are open. @default none */
  readonly open?: readonly object[];
  /** Whether the branch of the proposal is there. @default false */
  readonly branch?: boolean;
  /** Answers before all others. @default nothing */
  readonly answer?: (call: Call) => unknown;
}

let folders = 0;

async function propose(propose: object, remote: Remote = {}, images: unknown = undefined) {
  mockPropose = propose;
  const { file = FILE, tree = TREE, open = [], branch = false } = remote;
  const github = await FakeGitHub.start((call) => {
    const first = remote.answer?.(call);
    if (first !== undefined) return first;
    const { method, path: asked } = call;
    if (asked === "/git/ref/heads/main") return { object: { sha: "tip" } };
    if (asked === "/git/trees/tip")
      return { tree: [{ path: "services", type: "tree", sha: "services" }] };
    if (asked === "/git/trees/services")
      return { tree: [{ path: "web", type: "tree", sha: tree }] };
    if (asked.startsWith("/contents/environments/")) {
      return { encoding: "base64", content: Buffer.from(file).toString("base64") };
    }
    if (asked === "/git/commits/tip") return { tree: { sha: "before" } };
    if (asked.startsWith("/git/ref/heads/image/")) return branch ? {} : 404;
    if (method === "POST" && /^\/git\/(trees|commits)$/.test(asked)) return { sha: "made" };
    if (asked.startsWith("/pulls?")) return open;
    if (asked === "/pulls") return { html_url: "https://github.com/acme/infra/pull/8" };
    return {};
  });
  const folder = path.join(dir, String(folders++));
  try {
    const code = await proposeImages({
      ...github.env,
      GH_TOKEN: undefined,
      DELIVERY_MESSAGES_DIR: folder,
      CODEBUILD_RESOLVED_SOURCE_VERSION: "c".repeat(40),
      IMAGES:
        typeof images === "string"
          ? images
          : JSON.stringify(
              images ?? [
                {
                  service: "web",
                  architecture: "X86_64",
                  tag: "sha-1",
                  digest: DIGEST,
                  built: "yes",
                },
              ],
            ),
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

test.each<[string, Remote, unknown]>([
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

test.each<[string, Remote, unknown, string]>([
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
