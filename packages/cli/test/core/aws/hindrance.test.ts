import { hindranceOf, HindranceError, type Asker } from "../../../src/core/aws/hindrance";
import { NO_CREDENTIALS, SILENT } from "../../state/silent-errors";

const named = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

/** Without profiles, whatever whoever runs the tests has. */
const NOBODY = { HOME: "/nobody" };
const KEYS = { ...NOBODY, AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "x" };

const text = (error: Error, asker: Asker = { env: NOBODY, region: "eu-central-1" }) =>
  new HindranceError(hindranceOf(error, asker)!, error).message;

test.each(SILENT)("%s is silence", (_, error) => {
  expect(hindranceOf(error)?.kind).toBe("silence");
  expect(text(error)).toMatch(/^AWS cannot be reached: .*, then run it again$/);
});

test("what to do about silence depends on where it is", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const unknown = Object.assign(new Error("getaddrinfo ENOTFOUND sts.eu-mitte-1.amazonaws.com"), {
    code: "ENOTFOUND",
  });
  const intercepted = Object.assign(new Error("self-signed certificate in chain"), {
    code: "SELF_SIGNED_CERT_IN_CHAIN",
  });
  expect(text(refused)).toContain("Check the network");
  expect(text(refused, { endpoint: "http://127.0.0.1:9" })).toMatch(
    /^nothing answers at http:\/\/127\.0\.0\.1:9, .*ECONNREFUSED\. Start it .* unset AWS_ENDPOINT_URL/,
  );
  const sts = { endpoint: "http://127.0.0.1:9", endpointVariable: "AWS_ENDPOINT_URL_STS" };
  expect(text(refused, sts)).toBe(
    "nothing answers at http://127.0.0.1:9, the emulator of AWS_ENDPOINT_URL_STS: connect ECONNREFUSED. " +
      "Start it, or unset AWS_ENDPOINT_URL_STS, then run it again",
  );
  expect(text(refused, { env: { HTTPS_PROXY: "http://proxy:3128" } })).toContain(
    "HTTPS_PROXY is heeded by Terraform, and not by the AWS SDK for JavaScript",
  );
  expect(text(unknown, { region: "eu-mitte-1" })).toContain("that eu-mitte-1, the region in");
  expect(text(unknown, { region: "eu-central-1" })).not.toContain("region");
  expect(text(intercepted)).toContain("NODE_EXTRA_CA_CERTS and AWS_CA_BUNDLE");
});

test("a host that refuses at each of its addresses is named by its code", () => {
  const error = Object.assign(new AggregateError([]), { code: "ECONNREFUSED" });
  expect(text(error)).toContain("AggregateError: ECONNREFUSED.");
});

test.each([
  named("ServiceUnavailable", "slow down", { $metadata: { httpStatusCode: 503 } }),
  named("InternalError", "", { $metadata: { httpStatusCode: 500 } }),
  named("Unknown", "UnknownError", { $metadata: { httpStatusCode: 502 } }),
])("a fault of AWS's own is no matter of who asks: %s", (error) => {
  expect(hindranceOf(error)?.kind).toBe("fault");
  expect(text(error)).toMatch(/^AWS has a fault of its own: it answers with 50\d.*Wait a while/);
  expect(text(error)).not.toMatch(/log in|credential/i);
  expect(text(error, { endpoint: "http://127.0.0.1:9" })).toContain("the emulator at");
});

test("a mere status is not told as a text", () => {
  const error = named("Unknown", "UnknownError", { $metadata: { httpStatusCode: 502 } });
  expect(text(error)).toContain("it answers with 502. Wait");
});

test("credentials that the signer of requests finds to have ended", () => {
  expect(text(new Error("Resolved credential object is not valid"), { env: KEYS })).toMatch(
    /^the AWS credentials of AWS_ACCESS_KEY_ID have ended: /,
  );
});

test.each([
  named("ExpiredToken", "it has expired"),
  named("ExpiredTokenException", "it has expired"),
  named("RequestExpired", "it has expired"),
])("credentials that have ended: %s", (error) => {
  expect(text(error, { env: KEYS })).toBe(
    `the AWS credentials of AWS_ACCESS_KEY_ID have ended: ${error.name}: it has expired. ` +
      "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to new ones, then run it again",
  );
  expect(text(error)).toMatch(/^the AWS credentials have ended: .* Log in again \(aws sso login/);
});

test.each([
  "InvalidClientTokenId",
  "InvalidAccessKeyId",
  "UnrecognizedClientException",
  "AuthFailure",
])("credentials that AWS does not take: %s", (name) => {
  const error = named(name, "The security token is invalid.");
  expect(text(error, { env: KEYS, region: "eu-central-1" })).toBe(
    `AWS does not take the credentials of AWS_ACCESS_KEY_ID: ${name}: The security token is invalid. ` +
      "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to new ones, then run it again",
  );
  expect(text(error, { env: KEYS, region: "eu-central-2" })).toContain(
    "Have the account enable the region eu-central-2",
  );
});

describe("no credentials", () => {
  const none = named("CredentialsProviderError", "Could not load credentials from any providers");

  test("and nothing that says where they would be", () => {
    expect(text(none)).toMatch(
      /^there are no AWS credentials: neither AWS_PROFILE nor AWS_ACCESS_KEY_ID is set, and no profile is the default\. Log in \(aws configure sso/,
    );
  });

  test("and a profile that is not there", () => {
    expect(text(none, { env: { ...NOBODY, AWS_PROFILE: "nope" } })).toBe(
      "AWS_PROFILE: got nope, which is a profile neither of /nobody/.aws/config nor of /nobody/.aws/credentials. " +
        "Make it (aws configure sso --profile nope), then run it again",
    );
  });

  test.each([
    ["AWS_ENDPOINT_URL", {}],
    ["AWS_ENDPOINT_URL_STS", {}],
    ["AWS_ENDPOINT_URL", { AWS_PROFILE: "nope" }],
    ["AWS_ENDPOINT_URL", { AWS_ACCESS_KEY_ID: "x" }],
    ["AWS_ENDPOINT_URL", { AWS_WEB_IDENTITY_TOKEN_FILE: "/token" }],
  ])("and an emulator, that of %s, with %j", (endpointVariable, env) => {
    const emulated = {
      endpoint: "http://127.0.0.1:9",
      endpointVariable,
      env: { ...NOBODY, ...env },
    };
    expect(text(none, emulated)).toContain(
      `the emulator at http://127.0.0.1:9, that of ${endpointVariable},`,
    );
    expect(text(none, emulated)).toMatch(
      /\. Set what a kept rehearsal prints \(export AWS_ACCESS_KEY_ID=\.\.\. and export AWS_SECRET_ACCESS_KEY=/,
    );
    expect(text(none, emulated)).not.toMatch(/log in|aws configure|sso/i);
  });

  test("and a file for them that cannot be read", () => {
    expect(text(none, { env: { ...NOBODY, AWS_CONFIG_FILE: __dirname } })).toMatch(
      /a file for them cannot be read: .*: EISDIR\. Have its owner/,
    );
  });

  test.each([
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    ["AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"],
  ])("and %s alone", (set, unset) => {
    expect(text(none, { env: { ...NOBODY, [set]: "x" } })).toBe(
      `there are no AWS credentials: ${set} is set, and ${unset} is not. Set both, or AWS_PROFILE, then run it again`,
    );
  });

  test("are not a matter of the network, whose code they may have", () => {
    expect(hindranceOf(NO_CREDENTIALS, { env: NOBODY })?.kind).toBe("credentials");
  });

  test("what the SDK advises is left out, as the profile is known", () => {
    const env = { ...NOBODY, AWS_WEB_IDENTITY_TOKEN_FILE: "/token" };
    const ended = named(
      "CredentialsProviderError",
      "Token is expired. To refresh this SSO session run 'aws sso login' with the profile.",
    );
    expect(text(ended, { env })).toMatch(/gives no AWS credentials: Token is expired\. Check/);
  });
});

const STS_SAYS = "Signature expired: 20260101T000000Z is now earlier than 20260101T010000Z";
test.each([
  named("RequestTimeTooSkewed", "The difference between the two times is too large."),
  named("RequestInTheFuture", "it has not come yet"),
  named("SignatureDoesNotMatch", STS_SAYS),
  named("InvalidSignatureException", STS_SAYS.replace("expired", "not yet current")),
])("a wrong clock is no matter of the credentials: %s", (error) => {
  expect(text(error)).toMatch(
    /^the clock of this machine is not that of AWS, it says 20\S+Z: (Request|Signature|Invalid).*[^.]\. Set the clock/,
  );
  expect(text(error)).not.toMatch(/log in/i);
});

test("a signature that does not fit for another reason is one of the credentials", () => {
  expect(hindranceOf(named("SignatureDoesNotMatch", "Check your key"))?.kind).toBe("credentials");
});

test.each([
  new TypeError("a mistake of ours"),
  Object.assign(new TypeError("path"), { code: "ERR_INVALID_ARG_TYPE" }),
  Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" }),
  Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL" }),
  named("AccessDenied", "no", { $metadata: { httpStatusCode: 403 } }),
  named("AbortError", "interrupted", { code: "ABORT_ERR" }),
  undefined,
])("%s hinders nothing", (error) => {
  expect(hindranceOf(error)).toBeUndefined();
});
