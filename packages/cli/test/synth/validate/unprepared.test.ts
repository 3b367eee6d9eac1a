import { unprepared } from "../../../src/synth/validate/unprepared";

/** Around what Terraform says, as an error of `terraform init` has it. */
const line = (said: string) =>
  unprepared("dev-stack", `dev-stack: terraform init failed in /work\n${said}`).message.replaceAll(
    /^dev-stack: providers or modules cannot be had, so nothing was validated: | \(packages.*$/g,
    "",
  );

test.each([
  [
    "no network",
    `
Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider hashicorp/aws:
could not connect to registry.terraform.io: dial tcp: no such host

To see which modules are currently depending on hashicorp/aws and what
versions are specified, run the following command:
    terraform providers
`,
    "Failed to query available provider packages: Could not retrieve the list of available versions for provider hashicorp/aws: could not connect to registry.terraform.io: dial tcp: no such host",
  ],
  [
    "a mirror without it, and a warning before",
    `╷
│ Warning: Unable to open CLI configuration file
│
│ The CLI configuration file at "/home/kim/.terraformrc" does not exist.
╵

Error: Failed to query available provider packages

provider registry.terraform.io/hashicorp/aws was not found in any of the
search locations

  - /mirror
`,
    "Failed to query available provider packages: provider registry.terraform.io/hashicorp/aws was not found in any of the search locations: - /mirror",
  ],
  ["anything else", "Killed by the system", "Killed by the system"],
])("%s is one line", (_, said, reason) => {
  expect(line(said)).toBe(reason);
});

test("a long one is cut", () => {
  expect(line(`Error: No\n\n${"tried another address, ".repeat(100)}`)).toMatch(
    /^No: .{396}\.\.\.$/,
  );
});

test("it ends with 1, as nothing was found of the stack", () => {
  expect(unprepared("dev-stack", "")).toMatchObject({ exitCode: 1 });
});
