import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Configuration } from "@groundwork/configuration";
import { judgeLoadTests } from "../../../src/delivery/load-tests/demanded";
import { LoadTestStore } from "../../../src/delivery/load-tests/load-test-store";
import { refusals, waysToAllow } from "../../../src/delivery/plan/plan-policy";
import { FolderObjects } from "../../../src/delivery/store/folder-objects";
import type { PlannedResource } from "../../../src/delivery/store/plan-meta";
import { COMMIT, DIGEST, result } from "./stored-result";

let folder: string;
let objects: FolderObjects;
let store: LoadTestStore;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "groundwork-demanded-")), "store");
  objects = new FolderObjects({ folder, retentionDays: {} });
  store = new LoadTestStore(objects);
});
afterEach(() => rm(path.dirname(folder), { recursive: true }));

const load = { requestsPerSecond: 50, minutes: 2, p99Milliseconds: 300, errorPercent: 1 };
const web = (image?: object) => ({ name: "web", http: { paths: ["/*"] }, image });

/** Staging with a load test, and production with an image. */
const configured = (image: object | undefined, loadTest: object | null = load) =>
  ({
    environments: [
      {
        name: "staging",
        production: false,
        services: [{ ...web(), loadTest: loadTest ? { ...loadTest, validHours: 24 } : undefined }],
      },
      { name: "prod", production: true, services: [web(image), { name: "worker" }] },
    ],
  }) as unknown as Configuration;

const task = (changes: Partial<PlannedResource> = {}): PlannedResource => ({
  address: "aws_ecs_task_definition.web",
  path: "prod-stack/services/web/task/definition",
  type: "aws_ecs_task_definition",
  action: "replace",
  ...changes,
});

interface Case {
  readonly image?: object | undefined;
  readonly resources?: readonly PlannedResource[];
  readonly configuration?: Configuration;
  readonly stack?: string;
  readonly flags?: readonly string[];
}

const judge = ({ image = { digest: DIGEST }, resources = [task()], ...given }: Case = {}) =>
  judgeLoadTests(resources, {
    stack: given.stack ?? "prod-stack",
    configuration: given.configuration ?? configured(image),
    commit: COMMIT,
    objects,
    standIns: false,
    flags: given.flags ?? [],
    now: new Date(),
  });

test("an image that was not tested stops a plan of production, with what to run", async () => {
  const { findings, loadTests } = await judge();
  expect(loadTests).toEqual([]);
  expect(refusals(findings)).toMatchObject([
    {
      rule: "load-tested",
      address: "aws_ecs_task_definition.web",
      detail:
        "is of what has no load test that counts: web (sha256:aaaaaaaaaaaa) was not load-tested in staging",
    },
  ]);
  expect(waysToAllow("prod-stack", findings, new Date())).toEqual([
    "To test it: npx --no -- groundwork load-test staging web",
    "or for this one plan, without a test: npx --no -- groundwork plan prod-stack --allow-untested web",
  ]);
});

test("one that has passed is told with its test", async () => {
  await store.put(result("1"));
  expect(await judge()).toEqual({
    findings: [],
    loadTests: [
      {
        id: "1",
        service: "web",
        environment: "staging",
        at: expect.any(String),
        requestsPerSecond: 50,
        minutes: 2,
        errorPercent: 0.017,
        p99Milliseconds: 80,
        url: "https://staging.example.com",
      },
    ],
  });
});

test("an image without a digest is known by the commit of the plan", async () => {
  await store.put(result("1", { commit: "f".repeat(40) }));
  expect((await judge({ image: { tag: "v1" } })).findings).toHaveLength(1);
  await store.put(result("2"));
  expect((await judge({ image: { tag: "v1" } })).findings).toEqual([]);
});

test.each<[string, Case]>([
  ["whose tasks stay as they are", { resources: [task({ action: "no-op" })] }],
  ["whose tasks go", { resources: [task({ action: "destroy" })] }],
  ["of another service", { resources: [task({ path: "prod-stack/services/web-api/task/a" })] }],
  ["of staging itself", { stack: "staging-stack" }],
  ["of what all share", { stack: "registry-stack" }],
  ["that has the placeholder", { configuration: configured(undefined) }],
  [
    "where no environment before has a test",
    { configuration: configured({ digest: DIGEST }, null) },
  ],
])("a plan %s needs no test", async (_, given) => {
  const resources =
    given.stack === undefined
      ? given.resources
      : [task({ path: `${given.stack}/services/web/task/definition` })];
  expect(await judge({ ...given, ...(resources && { resources }) })).toEqual({
    findings: [],
    loadTests: [],
  });
});

test("a person may let a service pass by name, which is kept with the plan", async () => {
  const { findings } = await judge({ flags: ["web"] });
  expect(findings).toMatchObject([{ acknowledged: "--allow-untested" }]);
  expect(refusals(findings)).toEqual([]);
});

test.each([["api"], ["worker"]])(
  "%s cannot be let pass, as nothing misses a test of it",
  async (flag) => {
    await expect(judge({ flags: [flag] })).rejects.toThrow(
      `--allow-untested: got ${flag}, expected a service of which the plan misses a load test: web`,
    );
  },
);
