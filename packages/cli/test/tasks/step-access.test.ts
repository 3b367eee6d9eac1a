import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { accessFor } from "../../src/tasks/step-access";

const configured = configuration({}, [
  environmentInput("dev"),
  environmentInput("prod", { places: [{ region: "eu-west-1" }] }),
]);
const env = {};
const access = (cluster: string, region: string, account = "111111111111") =>
  accessFor(
    { cluster, region, taskDefinition: `arn:aws:ecs:${region}:${account}:task-definition/x:1` },
    env,
    configured,
  );

test("a task runs in the region of its own place", () => {
  expect(access("acme-prod", "eu-west-1").region).toBe("eu-west-1");
  expect(access("acme-prod", "ap-northeast-2").region).toBe("ap-northeast-2");
});

test("what the configuration does not know is asked as whoever applies it", () => {
  expect(access("acme-prod", "eu-west-1", "222222222222")).toEqual({ region: "eu-west-1", env });
  expect(access("acme-gone", "eu-west-1")).toEqual({ region: "eu-west-1", env });
});
