import { partOf, subjectOf } from "../../src/words/subject";

const named = (constructPath: string) => ({ address: "aws_x.y", constructPath });

test.each([
  ["prod-stack/services/web/task/log-group", "service web", "task log group"],
  ["prod-stack/services/web/service", "service web", ""],
  ["prod-stack/services/web/task/task-role", "service web", "task role"],
  ["prod-stack/network/vpc", "network", "vpc"],
  ["prod-stack/load-balancer/load-balancer", "load balancer", ""],
  ["delivery-stack/topics/dev/topic", "topic dev", ""],
  ["registry-stack/repositories/web/repository", "repository web", ""],
  ["bootstrap-stack/state-key/key", "state key", ""],
  ["delivery-stack/pipeline/role", "the pipeline", "role"],
  ["bootstrap-stack/layout-version", "layout version", ""],
])("%s is of %s, its %s", (path, subject, part) => {
  expect(subjectOf(named(path))).toBe(subject);
  expect(partOf(named(path))).toBe(part);
});

test("what no construct has made is named by its address", () => {
  const resource = { address: 'module.queue["a/b"].aws_sqs_queue.jobs' };
  expect(subjectOf(resource)).toBe(resource.address);
  expect(partOf(resource)).toBe("");
});

test("what is not in the code any more is known by the name that CDKTF has made", () => {
  const address = "aws_cloudwatch_log_group.services_web_task_log-group_FA454BAC";
  expect(subjectOf({ address })).toBe("service web");
  expect(partOf({ address: `${address} (deposed object 0a1b2c3d)` })).toBe("task log group");
  expect(subjectOf({ address: "aws_sqs_queue.my_jobs" })).toBe("aws_sqs_queue.my_jobs");
});
