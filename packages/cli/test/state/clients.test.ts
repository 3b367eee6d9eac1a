import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, HeadBucketCommand } from "@aws-sdk/client-s3";
import { HindranceError } from "../../src/core/aws/hindrance";
import { callerAccount, expectAccount } from "../../src/state/account";
import { awsClients, type AwsClients } from "../../src/state/clients";

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

let server: Server;
let answer: Answer;
let clients: AwsClients;
beforeAll(async () => {
  // It would say so in the middle of the tests.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  server = createServer((incoming, outgoing) => {
    incoming.resume();
    answer(incoming, outgoing);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  clients = awsClients({
    region: "eu-central-1",
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: "x", secretAccessKey: "y" },
    env: { HOME: "/nobody" },
  });
});
afterAll(() => {
  for (const client of Object.values(clients)) client.destroy();
  server.closeAllConnections();
  server.close();
});

const sent =
  (status: number, type: string, body: string, headers: Record<string, string> = {}): Answer =>
  ({ method }, outgoing) =>
    outgoing
      .writeHead(status, { "content-type": type, ...headers })
      .end(method === "HEAD" ? "" : body);

const EXPIRED =
  "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>ended</Message></Error></ErrorResponse>";
const IDENTITY =
  "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>222222222222</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

/** One of each kind: XML, JSON, and an answer without a body. */
const ASKED: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["STS", () => callerAccount(clients)],
  ["S3", () => clients.s3.send(new GetObjectCommand({ Bucket: "b", Key: "k" }))],
  ["S3 by HEAD", () => clients.s3.send(new HeadBucketCommand({ Bucket: "b" }))],
  [
    "DynamoDB",
    () => clients.dynamodb.send(new GetItemCommand({ TableName: "t", Key: { a: { S: "b" } } })),
  ],
];

const thrownBy = (ask: () => Promise<unknown>): Promise<unknown> =>
  ask().then(
    () => "nothing",
    (error: unknown) => error,
  );

describe.each(ASKED)("%s", (_, ask) => {
  test.each<readonly [string, string, Answer]>([
    ["fault", "503", sent(503, "text/plain", "")],
    ["fault", "a page with 502", sent(502, "text/html", "<h1>Bad gateway</h1>")],
    ["stranger", "a page with 200", sent(200, "text/html; charset=utf-8", "<h1>Sign in</h1>")],
    ["stranger", "a page with 403", sent(403, "text/html", "<h1>Blocked</h1>")],
    ["silence", "an end halfway", ({ socket }) => socket.destroy()],
  ])("%s: %s", async (kind, __, how) => {
    answer = how;
    const thrown = await thrownBy(ask);
    expect(thrown).toBeInstanceOf(HindranceError);
    expect(thrown).toMatchObject({ hindrance: { kind }, cause: expect.anything() });
  });
});

test("what S3 does not say to a HEAD request, STS is asked for", async () => {
  answer = (incoming, outgoing) =>
    sent(incoming.method === "HEAD" ? 400 : 403, "text/xml", EXPIRED)(incoming, outgoing);
  const thrown = await thrownBy(() => clients.s3.send(new HeadBucketCommand({ Bucket: "b" })));
  expect(thrown).toMatchObject({ hindrance: { kind: "credentials" } });
});

test("a HEAD request that is refused for itself stays so", async () => {
  answer = (incoming, outgoing) =>
    sent(incoming.method === "HEAD" ? 403 : 200, "text/xml", IDENTITY)(incoming, outgoing);
  const thrown = await thrownBy(() => clients.s3.send(new HeadBucketCommand({ Bucket: "b" })));
  expect(thrown).not.toBeInstanceOf(HindranceError);
  expect(thrown).toMatchObject({ $metadata: { httpStatusCode: 403 } });
});

test("a page that lies in S3 is an answer of AWS", async () => {
  answer = sent(200, "text/html", "<h1>kept</h1>", { "x-amz-request-id": "1" });
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: "b", Key: "k" }));
  expect(await Body!.transformToString()).toBe("<h1>kept</h1>");
});

test("credentials of another account are told by both accounts", async () => {
  answer = sent(200, "text/xml", IDENTITY);
  expect(await thrownBy(() => expectAccount(clients, { accountId: "111111111111" }))).toMatchObject(
    {
      message:
        "organization.accountId: got 111111111111, but the credentials are for 222222222222; " +
        "correct environments/organization.ts, or log in to the other account",
    },
  );
  await expectAccount(clients, { accountId: "222222222222" });
});

test.each(["s3", "dynamodb", "sts", "iam", "kms", "ssm"] as const)(
  "%s is asked where its own variable says, beside that of all",
  async (service) => {
    const variable = `AWS_ENDPOINT_URL_${service.toUpperCase()}`;
    const env = { HOME: "/nobody", AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    const addressOf = async (more: NodeJS.ProcessEnv) => {
      const made = awsClients({
        region: "eu-central-1",
        endpoint: "http://127.0.0.1:1",
        env: { ...env, ...more },
      });
      return (await made[service].config.endpoint!()).port;
    };
    expect(await addressOf({ [variable]: "http://127.0.0.1:2" })).toBe(2);
    expect(await addressOf({ AWS_ENDPOINT_URL_OTHER: "http://127.0.0.1:2" })).toBe(1);
  },
);

test("one that does not answer is told by the variable that names it", async () => {
  const silent = awsClients({
    region: "eu-central-1",
    credentials: { accessKeyId: "x", secretAccessKey: "y" },
    env: { HOME: "/nobody", AWS_ENDPOINT_URL_STS: "http://127.0.0.1:1" },
  });
  expect(await thrownBy(() => callerAccount(silent))).toMatchObject({
    hindrance: {
      kind: "silence",
      what: expect.stringContaining("http://127.0.0.1:1, the emulator of AWS_ENDPOINT_URL_STS"),
    },
  });
});

test("a file that the SDK cannot read is one with credentials", async () => {
  const unread = awsClients({ region: "eu-central-1", env: { HOME: "/nobody" } });
  unread.sts.config.credentials = () =>
    Promise.reject(
      Object.assign(new Error("EACCES: permission denied, open '/t'"), {
        code: "EACCES",
        path: "/t",
      }),
    );
  expect(await thrownBy(() => callerAccount(unread))).toMatchObject({
    hindrance: { kind: "credentials", what: expect.stringContaining("EACCES") },
  });
});
