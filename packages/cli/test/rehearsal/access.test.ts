import { emulatorAccess } from "../../src/core/aws/emulator-access";
import { rehearsalEnvironment } from "../../src/rehearsal/access";
import { keptWords } from "../../src/rehearsal/report";

const access = emulatorAccess(
  { region: "eu-central-1", accountId: "111111111111" },
  "http://127.0.0.1:4566",
);

test("nothing of the user's own AWS is left, and a proxy's certificate is", () => {
  const env = {
    HOME: "/home/kim",
    AWS_PROFILE: "prod",
    AWS_SESSION_TOKEN: "secret",
    AWS_ENDPOINT_URL: "https://s3.amazonaws.com",
    AWS_CA_BUNDLE: "/etc/ca.pem",
  };
  expect(rehearsalEnvironment(env, access)).toEqual({
    HOME: "/home/kim",
    AWS_CA_BUNDLE: "/etc/ca.pem",
    AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
    AWS_ACCESS_KEY_ID: "111111111111",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
    AWS_REGION: "eu-central-1",
    AWS_DEFAULT_REGION: "eu-central-1",
  });
  expect(rehearsalEnvironment(env, undefined)).toEqual({
    HOME: "/home/kim",
    AWS_CA_BUNDLE: "/etc/ca.pem",
  });
});

test.each([
  ["http://127.0.0.1:5000", true],
  ["http://localhost:5000", true],
  ["http://[::1]:5000", true],
  ["http://127.8.0.1", true],
  ["https://autoscaling.eu-central-1.amazonaws.com", false],
  ["http://127.0.0.1.example.com", false],
  ["http://localhost.example.com", false],
  ["http://127.0.0.1:5000@example.com", false],
  ["http://10.0.0.7:5000", false],
  ["nonsense", false],
  ["", false],
])("one service alone is sent to %j: %s", (address, isKept) => {
  const name = "AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING";
  const kept = rehearsalEnvironment({ [name]: address }, access);
  expect(kept[name]).toBe(isKept ? address : undefined);
});

test("what --keep prints leads AWS CLI v1 there as well, and has commands use stand-ins", () => {
  const words = keptWords(access, false, "/stacks/dev-stack", 42);
  expect(words).toContain("\n  export AWS_DEFAULT_REGION=eu-central-1\n");
  expect(words).toContain("\n  export GROUNDWORK_STAND_INS=1\n");
  expect(words).toMatch(/To end it: kill 42, or npx --no -- groundwork rehearsals stop$/);
  expect(keptWords(access, true, "/stacks/dev-stack")).not.toContain("STAND_INS");
  expect(keptWords(undefined, false, "/s", 42, "tofu")).toContain("cd /s && tofu state list");
  expect(keptWords(undefined, false, "/a b/s")).toContain("cd '/a b/s' && terraform state list");
});
