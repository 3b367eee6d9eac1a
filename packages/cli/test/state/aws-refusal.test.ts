import { awsError } from "../../src/core/aws-error";
import { explainRefusal } from "../../src/core/aws-refusal";
import { callerAccount } from "../../src/state/account";
import type { AwsClients } from "../../src/state/clients";
import type { StateLocation } from "@groundwork/configuration";
import { failureText } from "../../src/core/unexpected";
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
  "Log in (aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), then run it again";

test("no way to AWS", async () => {
  const text =
    "AWS cannot be reached: connect ECONNREFUSED. Check the network, the proxy and AWS_ENDPOINT_URL, then run it again";
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
  const text = `AWS does not take the credentials: ExpiredToken: it has expired. ${LOG_IN}`;
  expect(explained(expired)).toBe(text);
  expect(await whoAmI(expired)).toBe(text);
  expect(awsError("bucket states", expired)).toMatchObject({ message: text, cause: expired });
  expect(failureText(expired, {})).toBe(`Error: ${text}`);
});

test("what else AWS says to the question who asks", async () => {
  expect(await whoAmI(named("ServiceUnavailable", "slow down"))).toBe(
    `AWS did not say who you are: ServiceUnavailable: slow down. ${LOG_IN}`,
  );
});

const STS_SAYS = "Signature expired: 20260101T000000Z is now earlier than 20260101T010000Z";
test.each([
  named("RequestTimeTooSkewed", "The difference between the two times is too large."),
  named("RequestInTheFuture", "it has not come yet"),
  named("SignatureDoesNotMatch", STS_SAYS),
  named("InvalidSignatureException", STS_SAYS.replace("expired", "not yet current")),
])("a wrong clock is no matter of the credentials: %s", async (error) => {
  for (const text of [explained(error), await whoAmI(error), awsError("it", error).message]) {
    expect(text).toMatch(
      /^the clock of this machine is not that of AWS, it says 20\S+Z: (Request|Signature|Invalid).*[^.]\. Set the clock/,
    );
    expect(text).not.toMatch(/log in/i);
  }
});

test("a signature that does not fit for another reason is one of the credentials", () => {
  expect(explained(named("SignatureDoesNotMatch", "Check your key"))).toContain(LOG_IN);
});

test.each([
  Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT", path: "/no/such" }),
  Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC", syscall: "write" }),
])("a file of this machine is no way to AWS: %s", (error) => {
  expect(explainRefusal(location, error)).toBe(error);
  expect(failureText(error, {})).toMatch(/^Error: ENO/);
});

test.each([
  new TypeError("a mistake of ours"),
  Object.assign(new TypeError("path"), { code: "ERR_INVALID_ARG_TYPE" }),
  Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" }),
])("an error that is not AWS's stays as it is: %s", (error) => {
  expect(explainRefusal(location, error)).toBe(error);
});
