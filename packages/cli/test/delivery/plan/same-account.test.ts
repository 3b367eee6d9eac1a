import type { OpenStates } from "../../../src/state/open";
import { expectSameAccount } from "../../../src/delivery/plan/same-account";

const AWS = 'provider["registry.terraform.io/hashicorp/aws"]';
const [ORGANIZATION, OF_DEV] = ["111111111111", "222222222222"];

const topicIn = (account: string, provider = AWS) => ({
  mode: "managed",
  provider,
  instances: [{ attributes: { arn: `arn:aws:sns:ap-northeast-2:${account}:acme-dev` } }],
});

/** A bucket with one state, or none. */
const open = (state: object | undefined): OpenStates =>
  ({
    location: { bucket: "states" },
    clients: {
      s3: {
        send: async () => {
          if (state === undefined) throw Object.assign(new Error(), { name: "NoSuchKey" });
          return { Body: { transformToByteArray: async () => Buffer.from(JSON.stringify(state)) } };
        },
      },
    },
  }) as never;

const look = (state: object | undefined, account: string | undefined = OF_DEV) =>
  expectSameAccount(open(state), { stack: "dev-stack", key: "dev/terraform.tfstate" }, {
    provider: { aws: [{ ...(account && { allowed_account_ids: [account] }) }] },
  } as never);

test("an environment that is in one account is not planned anew in another", async () => {
  const resources = [topicIn(ORGANIZATION!), topicIn(ORGANIZATION!)];
  await expect(look({ resources })).rejects.toThrow(
    `dev.accountId: got ${OF_DEV}, but 2 resources in the state of dev-stack are in ${ORGANIZATION}, which this plan would leave there and forget. Take dev down first`,
  );
  await expect(look({ resources }, ORGANIZATION)).resolves.toBeUndefined();
});

test.each<[string, object | undefined]>([
  ["there is no state", undefined],
  ["nothing is in it", { resources: null }],
  ["some of it is there", { resources: [topicIn(ORGANIZATION!), topicIn(OF_DEV!)] }],
  ["another provider made it", { resources: [topicIn(ORGANIZATION!, `${AWS}.dns`)] }],
  ["it is only looked at", { resources: [{ ...topicIn(ORGANIZATION!), mode: "data" }] }],
  ["no ARN has an account", { resources: [{ ...topicIn(ORGANIZATION!), instances: [{}] }] }],
])("it is where %s", async (_, state) => {
  await expect(look(state)).resolves.toBeUndefined();
});

test("an emulator holds nobody to an account", async () => {
  await expect(look({ resources: [topicIn(ORGANIZATION!)] }, "")).resolves.toBeUndefined();
});
