import { explainRefusal } from "../../src/core/aws-refusal";
import { callerAccount } from "../../src/state/account";
import type { AwsClients } from "../../src/state/clients";
import type { StateLocation } from "@groundwork/configuration";
import { NO_CREDENTIALS, SILENT } from "./silent-errors";

const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
const location = { bucket: "states", lockTable: "locks" } as StateLocation;

const explained = (error: unknown) => (explainRefusal(location, error) as Error).message;
const whoAmI = async (error: Error): Promise<string> => {
  const sts = { send: () => Promise.reject(error) };
  return callerAccount({ sts } as unknown as AwsClients).catch(({ message }: Error) => message);
};

const LOG_IN =
  "Log in (aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) and run it again";

test("no way to AWS", async () => {
  const text =
    "AWS cannot be reached: connect ECONNREFUSED. Check the network and AWS_ENDPOINT_URL";
  expect(explained(refused)).toBe(text);
  expect(await whoAmI(refused)).toBe(text);
});

test.each(SILENT)("%s is no way to AWS", async (_, error) => {
  expect(explained(error)).toMatch(/^AWS cannot be reached: .* Check the network/);
  expect(await whoAmI(error)).toMatch(/^AWS cannot be reached: /);
});

test("a host that refuses at each of its addresses is named by its code", () => {
  const error = Object.assign(new AggregateError([refused]), { code: "ECONNREFUSED" });
  expect(explained(error)).toContain("AggregateError: ECONNREFUSED.");
});

test("credentials that cannot be had", async () => {
  expect(explained(NO_CREDENTIALS)).toContain(LOG_IN);
  expect(await whoAmI(NO_CREDENTIALS)).toContain(LOG_IN);
});

test("credentials that have ended", async () => {
  const expired = named("ExpiredToken", "it has expired");
  expect(explained(expired)).toBe(
    `AWS does not take the credentials: ExpiredToken: it has expired. ${LOG_IN}`,
  );
  expect(await whoAmI(expired)).toBe(
    `AWS did not say who you are: ExpiredToken: it has expired. ${LOG_IN}`,
  );
});

test.each([
  new TypeError("a mistake of ours"),
  Object.assign(new TypeError("path"), { code: "ERR_INVALID_ARG_TYPE" }),
  Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" }),
])("an error that is not AWS's stays as it is: %s", (error) => {
  expect(explainRefusal(location, error)).toBe(error);
});
