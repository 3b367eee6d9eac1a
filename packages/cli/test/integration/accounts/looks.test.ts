import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import type { ProjectCopy } from "@groundwork/testing/project";
import type { Emulator } from "../../../src/emulator/emulator";
import {
  ACCOUNT,
  AS_IN_AWS,
  clientsOf,
  LOCATION,
  makeBackend,
  ownEmulator,
  REGION,
} from "../../support/emulated";
import { asAccount, copyOfTwoAccounts, OF_DEV } from "../../support/enrolled";
import { startSts } from "../../support/fake-sts";

jest.setTimeout(120_000);

const GROUP = "/ecs/groundwork-dev/web";

let copy: ProjectCopy;
let emulator: Emulator;
beforeAll(async () => {
  [copy, emulator] = await Promise.all([copyOfTwoAccounts(), ownEmulator("accounts-looks")]);
  await copy.edit("environments/dev.ts", '"services":[]', '"services":[{"name":"web","http":{}}]');
  await copy.build();
  await makeBackend(clientsOf(emulator.endpoint), LOCATION);
  await runsInItsAccount(emulator.endpoint);
});
afterAll(async () => {
  await Promise.all([copy.remove(), emulator.stop()]);
});

/** What dev has in its own account: a service that runs, and a line of its log. */
async function runsInItsAccount(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: OF_DEV, secretAccessKey: "test" };
  const access = { region: REGION, endpoint, credentials };
  const ecs = new ECSClient(access);
  const cluster = "groundwork-dev";
  const family = "groundwork-dev-web";
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      containerDefinitions: [{ name: "web", image: "web:1" }],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster,
      serviceName: "web",
      taskDefinition: family,
      desiredCount: 2,
    }),
  );
  const logs = new CloudWatchLogsClient(access);
  const logStreamName = "web/web/1a2b3c4d";
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName }));
  await logs.send(
    new PutLogEventsCommand({
      logGroupName: GROUP,
      logStreamName,
      logEvents: [{ timestamp: Date.now() - 5000, message: "started" }],
    }),
  );
}

const look = (args: string[], more: NodeJS.ProcessEnv = {}) =>
  copy.groundwork(args, {
    ...asAccount(copy, emulator.endpoint, ACCOUNT),
    ...AS_IN_AWS,
    ...more,
  });

test("status asks the account of the environment for its services", async () => {
  const { stdout } = await look(["status", "dev", "--json"]);
  const [{ services }] = JSON.parse(stdout);
  expect(services).toMatchObject([{ service: "web", desired: 2 }]);
  expect(services[0].status).not.toBe("missing");
});

test("logs are those of the account of the environment", async () => {
  const { code, stdout } = await look(["logs", "dev"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/web.* started$/m) });
});

test("an account that does not let in is told in one message, with the line to run", async () => {
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/Admin/kim`;
  const sts = await startSts({ account: ACCOUNT, arn, letsIn: () => false });
  const { code, stdout, stderr } = await look(["logs", "dev"], {
    AWS_ENDPOINT_URL_STS: sts.endpoint,
  });
  sts.close();
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.trim().split("\n")).toEqual([
    expect.stringMatching(
      new RegExp(
        `^Error: dev lives in ${OF_DEV}, and ${arn} does not get in there: .*: npx --no -- groundwork enroll dev --state-profile <profile of ${ACCOUNT}>$`,
      ),
    ),
  ]);
});
