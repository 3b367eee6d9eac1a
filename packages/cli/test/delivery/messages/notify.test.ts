import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Configuration } from "@groundwork/configuration";
import { notify } from "../../../src/delivery/messages/notify";
import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { outcome, planOf } from "./sample-events";

process.env["AWS_ACCESS_KEY_ID"] = "test";
process.env["AWS_SECRET_ACCESS_KEY"] = "test";

/** Topics that were published to. */
let topics: string[];
let sns: Server;
beforeEach(async () => {
  topics = [];
  sns = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      topics.push(new URLSearchParams(body).get("TopicArn")!.replace(/^.*:/, ""));
      response.end(
        "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>",
      );
    });
  });
  await once(sns.listen(0, "127.0.0.1"), "listening");
});
afterEach(() => sns.close());

const environments = (...production: boolean[]) =>
  production.map((one, index) =>
    environmentInput(["dev", "stage", "prod"][index]!, { production: one }),
  );

/** @returns topics that were told of an apply */
const tell = (stack: string, ...production: boolean[]): Promise<string[]> =>
  tellWith(configuration({}, environments(...production)), stack);

async function tellWith(of: Configuration, stack: string): Promise<string[]> {
  const { port } = sns.address() as AddressInfo;
  const warnings: string[] = [];
  await notify(
    { type: "applied", plan: planOf([], { stack }), outcome },
    {
      configuration: of,
      env: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
      warn: (text) => warnings.push(text),
    },
  );
  expect(warnings).toEqual([]);
  return topics;
}

test("SNS is asked where its own variable says", async () => {
  const { port } = sns.address() as AddressInfo;
  await notify(
    { type: "applied", plan: planOf([], { stack: "dev-stack" }), outcome },
    {
      configuration: configuration({}, environments(false)),
      env: {
        AWS_ENDPOINT_URL: "http://127.0.0.1:1",
        AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${port}`,
      },
      warn: (text) => expect(text).toBeUndefined(),
    },
  );
  expect(topics).toEqual(["acme-dev-delivery"]);
});

test("people of an environment are told about it", async () => {
  expect(await tell("dev-stack", false, false, true)).toEqual(["acme-dev-delivery"]);
});

test.each(["bootstrap-stack", "registry-stack", "delivery-stack"])(
  "those of production are told about %s, which has no topic of its own",
  async (stack) => {
    expect(await tell(stack, false, true, true)).toEqual([
      "acme-stage-delivery",
      "acme-prod-delivery",
    ]);
  },
);

test("all of them are, where there is no production", async () => {
  expect(await tell("registry-stack", false, false)).toEqual([
    "acme-dev-delivery",
    "acme-stage-delivery",
  ]);
});

test("an emulator's address that is none is a warning, as nothing depends on a message", async () => {
  const warnings: string[] = [];
  const told = await notify(
    { type: "applied", plan: planOf([], { stack: "dev-stack" }), outcome },
    {
      configuration: configuration({}, environments(false)),
      env: { AWS_ENDPOINT_URL: "nonsense" },
      warn: (text) => warnings.push(text),
    },
  );
  expect(told).toEqual({ topics: [], files: [], lost: 1 });
  expect(warnings).toEqual([
    expect.stringMatching(/^Warning: nobody was told .*AWS_ENDPOINT_URL: got nonsense, expected/),
  ]);
});

test("with a folder of plans topics are used where somebody hears of them", async () => {
  const store = { type: "folder", path: "plans" } as const;
  const told = environmentInput("dev", { delivery: { emails: ["ops@acme.com"] } });
  const of = configuration({ delivery: { store } }, [told, environmentInput("prod")]);
  expect(await tellWith(of, "prod-stack")).toEqual([]);
  expect(await tellWith(of, "dev-stack")).toEqual(["acme-dev-delivery"]);
});
