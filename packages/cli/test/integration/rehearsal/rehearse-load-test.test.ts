import { readFile } from "node:fs/promises";
import path from "node:path";
import { groundwork, type ProjectCopy } from "@groundwork/testing/project";
import { commitAll } from "../../support/committed";
import { committedCopy, eventsOf, messagesOf, story } from "../../support/rehearsed-delivery";
import { LAPTOP } from "../../support/rehearsals";

jest.setTimeout(240_000);

const IMAGE = { tag: "v1", digest: `sha256:${"a".repeat(64)}` };
const LOAD = { requestsPerSecond: 500, minutes: 10, p99Milliseconds: 1 };

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await committedCopy();
  for (const name of ["dev", "prod"]) {
    const web = { name: "web", http: {}, image: IMAGE, ...(name === "dev" && { loadTest: LOAD }) };
    const file = `environments/${name}.ts`;
    await copy.edit(
      file,
      /"services":\[.*?\],"alarms"/,
      `"services":${JSON.stringify([web])},"loadBalancer":{"accessLogRetentionDays":30},"alarms"`,
    );
  }
  await commitAll(copy, "a load test");
});
afterAll(() => copy?.remove());

test("what misses its load test stays out of production until it passes", async () => {
  const { code, stdout, stderr } = await groundwork(["rehearse", "--delivery"], LAPTOP, copy.root);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const events = eventsOf(stdout);
  expect(story(events, "dev").slice(0, 5)).toEqual([
    "kim: planned",
    "kim: applied",
    "SNS: told applied",
    "kim: load test missed",
    "kim: load-tested",
  ]);
  expect(story(events, "prod").slice(0, 2)).toEqual(["kim: untested planned", "kim: planned"]);
  const outcomes = events.filter(({ event }) => event.startsWith("load")).map((one) => one.outcome);
  expect(outcomes).toEqual([
    expect.stringMatching(/^web: .* % went wrong, expected at most 1 % \(exit 8\), stored$/),
    expect.stringMatching(/^web: 30 of 30 answered, p99 [\d.]+ ms: passed, stored$/),
  ]);

  const transcript = await readFile(path.join(messagesOf(stdout), "transcript.log"), "utf8");
  const missed = transcript.indexOf("does not stand 10 requests a second for 3 seconds");
  const refused = transcript.indexOf(
    "web (sha256:aaaaaaaaaaaa) has not passed its load test in dev",
  );
  const passed = transcript.indexOf("Passed.");
  expect([missed, refused, passed].every((at) => at > 0)).toBe(true);
  expect(missed < refused && refused < passed).toBe(true);
});
