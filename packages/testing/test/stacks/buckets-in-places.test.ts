import { configuration, environmentInput, github } from "../../src/configuration";
import { Roles } from "../../src/roles";
import { stacksOf } from "../../src/stacks";
import { synthStack } from "../../src/synth";

const stacks = stacksOf(
  configuration({ delivery: { github } }, [
    environmentInput("dev", {
      places: [{ region: "eu-west-1" }],
      buckets: [{ name: "uploads" }],
      services: [{ name: "web", image: { tag: "1" }, uses: ["uploads"] }],
    }),
  ]),
);
const NAME = "acme-dev-uploads-111111111111-euw1";
const json = synthStack(stacks("dev-eu-west-1-stack"));
const shared = ["delivery-stack", "bootstrap-stack"].map((id) => synthStack(stacks(id)));
const roles = new Roles([json, ...shared]);

test("a service is told the bucket of its own place, and uses that alone", () => {
  const buckets = Object.values<any>(json.resource["aws_s3_bucket"]!).map(({ bucket }) => bucket);
  expect(buckets).toContain(NAME);
  const [task] = Object.values<any>(json.resource["aws_ecs_task_definition"]!);
  expect(JSON.parse(task.container_definitions)[0].environment).toEqual([
    { name: "UPLOADS_BUCKET", value: NAME },
  ]);
  const may = (bucket: string) =>
    roles.may("acme-dev-web-task-euw1", {
      action: "s3:PutObject",
      resource: `arn:aws:s3:::${bucket}/x`,
      context: {},
    });
  expect(may(NAME)).toBe(true);
  expect(may("acme-dev-uploads-111111111111")).toBe(false);
});

test("who applies makes it in both places, and none of another account", () => {
  const makes = (bucket: string) =>
    roles.may("acme-apply-dev", {
      action: "s3:CreateBucket",
      resource: `arn:aws:s3:::${bucket}`,
      context: {},
    });
  expect(makes(NAME)).toBe(true);
  expect(makes("acme-dev-uploads-111111111111")).toBe(true);
  expect(makes("acme-dev-uploads-222222222222")).toBe(false);
});
