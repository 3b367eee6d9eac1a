import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { accountSteps } from "../../../src/begin/setup/account-steps";
import { startSts } from "../../support/fake-sts";

const [ORGANIZATION, OF_DEV] = ["111111111111", "222222222222"];
const config = configuration({}, [
  environmentInput("dev", { accountId: OF_DEV }),
  environmentInput("prod"),
]);

async function steps(letsIn: boolean) {
  const arn = `arn:aws:sts::${ORGANIZATION}:assumed-role/Admin/kim`;
  const sts = await startSts({ account: ORGANIZATION, arn, letsIn: () => letsIn });
  const env = {
    AWS_ENDPOINT_URL_STS: sts.endpoint,
    AWS_PROFILE: "none",
    AWS_ACCESS_KEY_ID: "AKIA1",
    AWS_SECRET_ACCESS_KEY: "x",
  };
  const found = await Promise.all(accountSteps(config, env));
  sts.close();
  return found;
}

test("an account of its own that lets in is done, and there is a step for no other", async () => {
  expect(await steps(true)).toEqual([
    expect.objectContaining({
      step: "account of dev-stack",
      status: "done",
      found: `arn:aws:iam::${OF_DEV}:role/acme-delivery-people-dev`,
    }),
  ]);
});

test("one that does not is missing, with the line that makes its roles", async () => {
  const [step, ...others] = await steps(false);
  expect(others).toEqual([]);
  expect(step).toMatchObject({
    status: "missing",
    found: `${OF_DEV} has no role that lets you in`,
  });
  expect(JSON.stringify(step)).toContain(`enroll dev --state-profile <profile of ${ORGANIZATION}>`);
});
