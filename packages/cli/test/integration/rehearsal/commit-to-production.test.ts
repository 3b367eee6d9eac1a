import { once } from "node:events";
import { cp, mkdir, symlink } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { checkConfiguration } from "@groundwork/configuration";
import { checkoutRoot } from "@groundwork/testing/project";
import { stacksOf } from "@groundwork/testing/stacks";
import { synthStack } from "@groundwork/testing/synth";
import { dev } from "@groundwork/examples/commit-to-production/dev";
import { organization } from "@groundwork/examples/commit-to-production/organization";
import { prod } from "@groundwork/examples/commit-to-production/prod";
import { staging } from "@groundwork/examples/commit-to-production/staging";
import { Delivery, SIGN_ON } from "../../support/delivery";
import { ACCOUNT } from "../../support/emulated";
import { runPipeline } from "../../support/pipeline-run";
import { RepositoryOfCopy } from "../../support/repository-of-copy";
import { SnsInbox } from "../../support/sns-inbox";

jest.setTimeout(900_000);

const EXAMPLE = path.join(checkoutRoot, "packages/examples/src/commit-to-production");
const PIPELINE = "groundwork-delivery";
const NAMES = ["dev", "staging", "prod"];
const LEE = `arn:aws:sts::${ACCOUNT}:assumed-role/${SIGN_ON}/lee`;
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const json = synthStack(
  stacksOf(checkConfiguration(organization, [dev, staging, prod]))("delivery-stack"),
);

let delivery: Delivery;
/** What people are told, by environment. */
const inboxes: Record<string, SnsInbox> = {};
let repository: Awaited<ReturnType<typeof RepositoryOfCopy.start>>;
/** Tags that ECR has, with their digests. */
const pushed = new Map<string, string>();
/** What people were asked, by stage. */
const asked: string[] = [];

/** Stands in for staging, whose tasks no emulator runs. */
const services = createServer((_, response) => response.writeHead(isBroken ? 500 : 200).end());
let isBroken = false;

/** Programs of CodeBuild's machine: packages are there, and nothing is built or deployed for real. */
const programs = (letter: string): Record<string, string> => ({
  npm: "exit 0",
  node: `url=()
  case "$*" in *" load-test "*) url=(--url "http://127.0.0.1:${(services.address() as AddressInfo).port}") ;; esac
  exec ${process.execPath} "$@" "\${url[@]}"`,
  docker: `case "$*" in
    login*) cat > /dev/null ;;
    *--metadata-file*) for word; do [ "$before" != --metadata-file ] || echo '{ "containerimage.digest": "${digest(letter)}" }' > "$word"; before=$word; done ;;
  esac`,
  aws: `case "$*" in
    *get-pipeline-state*) echo "${LEE}" ;;
    *list-action-executions*) echo '{ "actionExecutionDetails": [] }' ;;
    ${[...pushed].map(([tag, has]) => `*describe-images*imageTag=${tag}*) echo ${has} ;;`).join("\n    ")}
    *describe-images*) echo "An error occurred (ImageNotFoundException)" >&2; exit 254 ;;
    *) echo pa55word ;;
  esac`,
});

beforeAll(async () => {
  delivery = await Delivery.create("commit-to-production");
  const { copy } = delivery;
  await once(services.listen(0, "127.0.0.1"), "listening");
  await cp(EXAMPLE, path.join(copy.root, "environments"), { recursive: true });
  await copy.edit("environments/index.ts", "[dev, prod]", "[dev, staging, prod]");
  await copy.edit(
    "environments/index.ts",
    'import { prod } from "./prod";',
    'import { prod } from "./prod";\nimport { staging } from "./staging";',
  );
  // Seconds say as much, where nothing is tested.
  await copy.edit("environments/staging.ts", "20, minutes: 5", "5, minutes: 0.1");
  // As in a clone, in which builds find the commands.
  await symlink(path.join(checkoutRoot, "packages"), path.join(copy.root, "packages"));
  for (const folder of [".ci", "services/web"]) {
    await mkdir(path.join(copy.root, folder), { recursive: true });
  }
  await copy.write(".ci/install-terraform", "exit 0\n");
  await copy.write("services/web/Dockerfile", "FROM scratch AS test\nFROM scratch\n");
  await delivery.commit("a web");
  repository = await RepositoryOfCopy.start(copy, "acme/shop");
  for (const name of NAMES) {
    inboxes[name] = await SnsInbox.create(delivery.endpoint, `groundwork-${name}-delivery`);
  }
  await delivery.clients.ssm.send(
    new PutParameterCommand({
      Name: "/groundwork-delivery/github-token",
      Value: "t0ken",
      Type: "SecureString",
    }),
  );
});
afterAll(async () => {
  services.close();
  for (const inbox of Object.values(inboxes)) inbox.close();
  await Promise.all([delivery?.close(), repository?.github.stop()]);
});

/** A run of the pipeline of what the branch has by now. */
async function release(
  letter: string,
  options: {
    readonly lets?: (stage: string) => boolean;
    readonly variables?: Record<string, string>;
    readonly through?: string;
  } = {},
): Promise<string[]> {
  const commit = await delivery.git("rev-parse", "HEAD");
  return runPipeline(json, {
    root: delivery.copy.root,
    pipeline: PIPELINE,
    programs: programs(letter),
    as: async (role) => ({
      ...(await delivery.as(role, "build")),
      GITHUB_API_URL: repository.github.env["GITHUB_API_URL"],
      CODEBUILD_BUILD_ID: `${role}:1`,
      CODEBUILD_INITIATOR: `codepipeline/${PIPELINE}`,
      CODEBUILD_RESOLVED_SOURCE_VERSION: commit,
    }),
    variables: options.variables,
    through: options.through,
    approve: (stage, text) => {
      asked.push(`${stage}: ${text}`);
      return options.lets?.(stage) ?? true;
    },
    // Nothing is fetched, and these tests are what the builds would run.
    without: ["Source", "Test"],
  });
}

/** The image of a service that the state of an environment has. */
async function runs(environment: string, service: string): Promise<string | undefined> {
  const text = (await delivery.stateText(environment)) ?? "";
  return new RegExp(`groundwork/${service}@(sha256:[0-9a-f]{64})`).exec(text)?.[1];
}

const runsEverywhere = (service: string) =>
  Promise.all(NAMES.map((environment) => runs(environment, service)));

const APPLIED = [
  "Plan-dev Plan: done",
  "Apply-dev Apply: done",
  "Plan-staging Plan: done",
  "Apply-staging Apply: done",
  "LoadTest-staging LoadTest: done",
  "Plan-prod Plan: done",
  "Apply-prod Approve: approved",
  "Apply-prod Apply: done",
];

test("an image of a commit is built and proposed; merged, it goes from dev by staging to what somebody approves", async () => {
  // The environments come with the merge, which takes half the time.
  expect(await release("a", { through: "Image" })).toEqual([
    "Plan-registry Plan: done",
    "Apply-registry Approve: approved",
    "Apply-registry Apply: done",
    "Image web: done",
    "Image Propose: done",
  ]);
  expect(repository.asked).toMatchObject([
    {
      branch: "image/dev-staging-prod/web",
      files: NAMES.map((name) => ({ path: `environments/${name}.ts` })),
    },
  ]);
  const [, tag] = /web (sha-\w+)/.exec(repository.asked[0]!.title)!;
  pushed.set(tag!, digest("a"));

  await repository.merge();
  expect(await release("b")).toEqual([
    "Plan-registry Plan: done",
    "Apply-registry: skipped",
    "Image web: done",
    "Image Propose: done",
    ...APPLIED,
  ]);
  // It was built once: what was tested in dev is what production has.
  expect(await runsEverywhere("web")).toEqual([digest("a"), digest("a"), digest("a")]);
  expect(repository.asked).toHaveLength(1);
  expect(asked.at(-1)).toMatch(/^Apply-prod: prod-stack: .*sha256 [0-9a-f]{64}/);
});

test("a push of an application starts it and is proposed; what its load brings down, and what nobody lets pass, comes to no customer", async () => {
  const variables = {
    PUSHED_REPOSITORY: "groundwork/api",
    PUSHED_TAG: "sha-0123456789ab",
    PUSHED_DIGEST: digest("c"),
  };
  const became = await release("b", { variables, through: "Image" });
  expect(became.slice(2)).toEqual(["Image web: done", "Image Propose: done"]);
  expect(repository.asked.at(-1)).toMatchObject({
    branch: "image/dev-staging-prod/api",
    title: expect.stringContaining("api sha-0123456789ab"),
  });

  await repository.merge();
  isBroken = true;
  const missed = await release("b");
  isBroken = false;
  expect(missed.at(-1)).toMatch(/^LoadTest-staging LoadTest: failed: [^]*api/);
  const rejected = await release("b", { lets: () => false });
  expect(rejected.slice(-2)).toEqual(["Plan-prod Plan: done", "Apply-prod Approve: rejected"]);
  expect(await runsEverywhere("api")).toEqual([digest("c"), digest("c"), undefined]);
});
