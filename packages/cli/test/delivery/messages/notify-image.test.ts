import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  configuration as mockConfiguration,
  environmentInput,
} from "@groundwork/testing/configuration";
import { hasReached } from "../../../src/delivery/messages/reached";
import { notifyImage } from "../../../src/delivery/messages/notify-image";
import { tellOfImage } from "../../../src/github/steps";

jest.mock("../../../src/core/configured", () => ({
  loadConfiguration: () => mockConfiguration(),
}));

process.env["AWS_ACCESS_KEY_ID"] = "test";
process.env["AWS_SECRET_ACCESS_KEY"] = "test";

const PUBLISHED =
  "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>";
const digest = `sha256:${"0".repeat(64)}`;

const dir = mkdtempSync(path.join(tmpdir(), "messages-"));
afterAll(() => rmSync(dir, { recursive: true }));

let warnings: jest.SpyInstance;
beforeEach(() => {
  jest.spyOn(process.stdout, "write").mockReturnValue(true);
  warnings = jest.spyOn(console, "error").mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

const confirmed = (count: number | null) =>
  count === null
    ? "<GetTopicAttributesResponse/>"
    : `<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes><entry><key>SubscriptionsConfirmed</key><value>${count}</value></entry></Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>`;

/**
 * Does work while SNS answers for the topics of some environments, and has none of others.
 *
 * @param subscribers how many have confirmed; null where SNS does not say
 */
async function withTopics<Result>(
  environments: readonly string[],
  work: (env: NodeJS.ProcessEnv) => Promise<Result>,
  subscribers: number | null = 1,
): Promise<Result> {
  const sns = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      if (environments.some((name) => body.includes(`acme-${name}-delivery`))) {
        return response.end(
          body.includes("GetTopicAttributes") ? confirmed(subscribers) : PUBLISHED,
        );
      }
      response.statusCode = 404;
      return response.end("<ErrorResponse><Error><Code>NotFound</Code></Error></ErrorResponse>");
    });
  });
  await once(sns.listen(0, "127.0.0.1"), "listening");
  try {
    return await work({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(sns.address() as AddressInfo).port}`,
    });
  } finally {
    sns.close();
  }
}

const notified = (env: NodeJS.ProcessEnv) =>
  notifyImage({ type: "image-pushed", service: "web", digest, env });

test("told to all: 0", async () => {
  expect(await withTopics(["dev", "prod"], notified)).toBe(0);
  expect(warnings).not.toHaveBeenCalled();
});

test.each([[[]], [["prod"]]])(
  "a command that only tells people ends with 1 when some are not told (%j are), after all others",
  async (told) => {
    const env = { DELIVERY_MESSAGES_DIR: path.join(dir, String(told.length)) };
    expect(await withTopics(told, (aws) => notified({ ...aws, ...env }))).toBe(1);
    expect(warnings).toHaveBeenCalledTimes(2 - told.length);
    // By e-mail and as Slack would get it, for both environments.
    expect(readdirSync(env.DELIVERY_MESSAGES_DIR)).toHaveLength(4);
  },
);

test.each([
  [0, "name somebody in delivery.emails or delivery.slack of environments/dev.ts"],
  [null, "name somebody in delivery.emails or delivery.slack of environments/dev.ts"],
])("a topic that has %s subscribers tells nobody, and that is no success", async (count, words) => {
  expect(await withTopics(["dev", "prod"], notified, count)).toBe(1);
  expect(warnings).toHaveBeenCalledWith(
    expect.stringContaining(`Warning: nobody was told: ${words}`),
  );
});

describe("with people named", () => {
  const people = () =>
    mockConfiguration({}, [environmentInput("dev", { delivery: { emails: ["kim@example.com"] } })]);
  const reach = (count: number | null) =>
    withTopics(
      ["dev"],
      (env) => {
        const warn = (text: string) => console.error(text);
        const topics = ["arn:aws:sns:ap-northeast-2:111111111111:acme-dev-delivery"];
        const all = { configuration: people(), env, warn };
        return hasReached({ topics, files: [], lost: 0 }, "dev", all);
      },
      count,
    );

  test("those who have not confirmed AWS's e-mail are not reached", async () => {
    expect(await reach(0)).toBe(false);
    expect(warnings).toHaveBeenCalledWith(
      expect.stringContaining("nobody has confirmed the subscription of arn:aws:sns:"),
    );
  });

  test("where a role may not ask, whoever is named counts as reached", async () => {
    expect(await reach(null)).toBe(true);
    expect(warnings).not.toHaveBeenCalled();
  });
});

test("the step of a workflow that tells of an image ends so as well", async () => {
  const image = { environment: "dev", service: "web", repository: "acme/web", digest };
  expect(await withTopics(["dev"], (env) => tellOfImage(image, env))).toBe(0);
  expect(await withTopics([], (env) => tellOfImage(image, env))).toBe(1);
});
