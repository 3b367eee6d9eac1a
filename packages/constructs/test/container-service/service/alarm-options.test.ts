import { alarmOptions } from "../../../src/container-service/service/alarm-options";
import { refusals } from "../../refusals";

const found = (input: object) => refusals(alarmOptions, input);

test("without more there are all alarms, and nobody is told", () => {
  expect(alarmOptions.parse({})).toEqual({
    emails: [],
    kinds: ["5xx", "unhealthy-hosts", "latency", "cpu", "memory", "running-tasks"],
    errors5xxCount: 25,
    latencySeconds: 1,
    cpuPercent: 90,
    memoryPercent: 90,
  });
});

describe("refuses", () => {
  test.each<[string, object, string]>([
    ["an address without a domain", { emails: ["ops@x.com", "ops"] }, "emails.1: an e-mail"],
    ["an address without its end", { emails: ["ops@example"] }, "emails.0: an e-mail address"],
    ["two addresses in one", { emails: ["a@x.com,b@x.com"] }, "emails.0: an e-mail address"],
    [
      "the same address twice",
      { emails: ["ops@example.com", "Ops@example.com"] },
      "emails: each address once",
    ],
    // At which the alarm never ends.
    ["no errors", { errors5xxCount: 0 }, "errors5xxCount: a whole number from 1"],
    ["no time", { latencySeconds: 0 }, "latencySeconds: a number of seconds above 0"],
    ["no CPU", { cpuPercent: 0 }, "cpuPercent: a whole number from 1 to 100"],
    ["no memory", { memoryPercent: 0 }, "memoryPercent: a whole number from 1 to 100"],
    ["a kind twice", { kinds: ["cpu", "cpu"] }, "kinds: each kind once"],
  ])("%s", (_, input, message) => {
    expect(found(input)).toEqual([expect.stringContaining(message)]);
  });
});

test("takes an address with a tag and a subdomain", () => {
  expect(found({ emails: ["ops+dev@mail.example.co.uk"] })).toEqual([]);
});
