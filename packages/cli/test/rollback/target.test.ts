import { targetOf } from "../../src/rollback/target";
import { definition, digest, FakeService } from "./fake-service";

process.env["AWS_ACCESS_KEY_ID"] = "test";
process.env["AWS_SECRET_ACCESS_KEY"] = "test";

let web: FakeService;
beforeEach(async () => {
  web = new FakeService();
  await web.aws.start();
  web.revision(1, "a").revision(2, "b").revision(3, "c");
});
afterEach(() => web.aws.close());

async function target(asked?: string) {
  const service = web.open();
  const events = await service.deployments.events();
  return targetOf(service, await service.runs(events), events, asked);
}

test("the newest that served before, whole as ECR has it", async () => {
  web.deploys(1, 0, "SUCCESSFUL").deploys(2, 10, "SUCCESSFUL").deploys(3, 20, "SUCCESSFUL");
  expect(await target()).toMatchObject({
    image: { digest: digest("b"), tag: "v1.b" },
    event: { how: "deployed by ECS", at: "2026-11-30T03:15:00.000Z" },
    taskDefinition: definition(2),
    gone: [],
  });
});

test("a tag that pushes may move is none to name it by", async () => {
  web.registry.set(digest("b"), ["latest"]);
  web.deploys(2, 10, "SUCCESSFUL").deploys(3, 20, "SUCCESSFUL");
  expect((await target()).image).toEqual({ digest: digest("b") });
});

test("one that ECR has no longer is passed over, and named", async () => {
  web.registry.delete(digest("b"));
  web.deploys(1, 0, "SUCCESSFUL").deploys(2, 10, "SUCCESSFUL").deploys(3, 20, "SUCCESSFUL");
  expect(await target()).toMatchObject({
    image: { digest: digest("a") },
    gone: [{ digest: digest("b") }],
  });
});

test("after a deployment that was rolled back it is what runs", async () => {
  web.deploys(2, 0, "SUCCESSFUL").deploys(3, 10, "ROLLBACK_SUCCESSFUL");
  expect(await target()).toMatchObject({
    image: { digest: digest("b"), tag: "v1.b" },
    cameBackFrom: { image: { digest: digest("c") } },
  });
});

test("what nothing proves is listed, and not taken", async () => {
  web.deploys(3, 20, "SUCCESSFUL");
  await expect(target()).rejects.toThrow(
    `nothing tells which image served before sha256:cccccccccccc\nIts task definitions had these, newest first, and nothing tells whether they served well. Name one by --to:\n  ${digest("b")}\n  ${digest("a")}`,
  );
});

test("one that a person names is taken, if ECR has it", async () => {
  web.deploys(3, 20, "SUCCESSFUL");
  expect(await target("aaaaaaaa")).toMatchObject({
    image: { digest: digest("a"), tag: "v1.a" },
    taskDefinition: definition(1),
  });
  expect((await target("v1.b")).image).toEqual({ digest: digest("b"), tag: "v1.b" });
  await expect(target("v9")).rejects.toThrow("--to: got v9, which ECR has not (any more)");
});

test("no service: the stack has to be applied first", async () => {
  web.aws.answers["DescribeServices"] = () => ({ services: [] });
  await expect(target()).rejects.toThrow("got no service web in the cluster acme-prod");
});
