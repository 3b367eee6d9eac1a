import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  keysBesideProfile,
  originOf,
  profilesIn,
  unreadableFile,
} from "../../../src/core/aws/profile";
import { awsClients } from "../../../src/state/clients";

// It would be said in the middle of the tests.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const CONFIG = `
[default]
region = eu-central-1

[profile sso]
sso_session = acme
  # a remark
[profile old-sso]
sso_start_url = https://acme.example/start
[profile "kim lee"]
login_session = arn
[profile deploy]
role_arn = arn:aws:iam::111111111111:role/deploy
source_profile = sso
[profile lost]
source_profile = nowhere
[profile round]
role_arn = x
source_profile = trip
[profile trip]
role_arn = x
source_profile = round
[profile coded]
role_arn = x
source_profile = sso
mfa_serial = arn:aws:iam::111111111111:mfa/kim
[profile tool]
credential_process = /usr/bin/vault
[sso-session acme]
sso_region = eu-central-1
`;

let dir: string;
let files: NodeJS.ProcessEnv;
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), "groundwork-profile-"));
  files = {
    AWS_CONFIG_FILE: path.join(dir, "config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(dir, "credentials"),
  };
  writeFileSync(files["AWS_CONFIG_FILE"]!, CONFIG);
  writeFileSync(files["AWS_SHARED_CREDENTIALS_FILE"]!, "[keys]\r\naws_access_key_id = AKIA\r\n");
});
afterAll(() => rmSync(dir, { recursive: true }));

test("profiles are those of both files, and no sessions", () => {
  expect([...profilesIn(files).keys()]).toEqual([
    ...[
      "default",
      "sso",
      "old-sso",
      "kim lee",
      "deploy",
      "lost",
      "round",
      "trip",
      "coded",
      "tool",
      "keys",
    ],
  ]);
});

test("without files there are none", () => {
  expect(profilesIn({ HOME: path.join(dir, "nobody") }).size).toBe(0);
});

test("a file that is there and cannot be read is told from none", () => {
  expect(unreadableFile(files)).toBeUndefined();
  expect(unreadableFile({ HOME: path.join(dir, "nobody") })).toBeUndefined();
  expect(unreadableFile({ ...files, AWS_CONFIG_FILE: dir })).toBe(`${dir}: EISDIR`);
});

test.each([
  ["sso", "log in (aws sso login --profile sso)"],
  ["old-sso", "log in (aws sso login --profile old-sso)"],
  ["kim lee", "log in (aws login --profile 'kim lee')"],
  ["deploy", "log in (aws sso login --profile sso)"],
  ["lost", "add the profile nowhere, which lost names as its source_profile"],
  ["round", "see what the profile trip says (aws configure list --profile trip)"],
  ["tool", "see what the credential_process of profile tool says"],
  [
    "coded",
    "take on its role yourself, as it asks for a code (aws configure export-credentials --profile coded --format env)",
  ],
  ["keys", "give the profile keys new keys (aws configure --profile keys)"],
])("the profile %s: %s", (AWS_PROFILE, renew) => {
  expect(originOf({ ...files, AWS_PROFILE })).toEqual({ words: `profile ${AWS_PROFILE}`, renew });
});

test("keys go before a profile that is named, as Terraform has it", () => {
  const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
  expect(originOf({ ...files, ...keys, AWS_PROFILE: "sso" })?.words).toBe("AWS_ACCESS_KEY_ID");
  expect(originOf({ ...files, AWS_PROFILE: "sso", AWS_ACCESS_KEY_ID: "a" })?.words).toBe(
    "profile sso",
  );
});

test("beside a profile, keys are given to the SDK, which would take the profile", async () => {
  const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
  expect(keysBesideProfile(keys)).toBeUndefined();
  expect(keysBesideProfile({ AWS_PROFILE: "sso" })).toBeUndefined();
  const env = {
    ...keys,
    AWS_PROFILE: "sso",
    AWS_SESSION_TOKEN: "t",
    AWS_CREDENTIAL_EXPIRATION: "2026-11-29T12:00:00Z",
  };
  expect(keysBesideProfile(env)).toEqual({
    accessKeyId: "a",
    secretAccessKey: "b",
    sessionToken: "t",
    expiration: new Date("2026-11-29T12:00:00Z"),
  });
  const { sts } = awsClients({ region: "eu-central-1", env });
  expect(await sts.config.credentials()).toMatchObject({ accessKeyId: "a", sessionToken: "t" });
});

test("a default profile with a region alone gives nothing", () => {
  expect(originOf(files)).toBeUndefined();
});

test("what platforms give", () => {
  expect(originOf({ ...files, AWS_WEB_IDENTITY_TOKEN_FILE: "/token" })?.words).toBe(
    "the role of AWS_WEB_IDENTITY_TOKEN_FILE",
  );
  const container = { ...files, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/x" };
  expect(originOf(container)?.words).toBe("the role of this container");
});
