import type { Organization, OrganizationInput } from "@groundwork/configuration";
import { configuration } from "@groundwork/testing/configuration";
import { expectPlansHere, onlyInS3, type S3Command } from "../../src/state/elsewhere";

const BACKENDS: OrganizationInput["backend"][] = [
  { type: "azurerm", storageAccountName: "acme", containerName: "states" },
  { type: "gcs", bucket: "acme-states" },
  { type: "consul", address: "127.0.0.1:8500" },
  { type: "cloud", organization: "Acme" },
  { type: "local" },
];

const COMMANDS: S3Command[] = [
  "bootstrap",
  "doctor",
  "drill",
  "history",
  "migrate",
  "repair-digest",
  "restore",
];

const organizations = BACKENDS.map((backend) => configuration({ backend }).organization);

test.each(organizations)("each command says in one line what to use in $backend.type", (other) => {
  for (const command of COMMANDS) {
    const { message, exitCode } = onlyInS3(other, command, "prod");
    expect({ message, exitCode }).toEqual({
      exitCode: 1,
      message: expect.stringMatching(
        new RegExp(
          `^organization.backend.type: got ${other.backend.type}, expected s3, .* ${command} .*` +
            String.raw`\. In place of it: \S.* \(packages/docs/backends\.md\)$`,
        ),
      ),
    });
    expect(message).not.toMatch(/undefined|\n/);
  }
});

const historyIn = (type: string): string =>
  onlyInS3(
    organizations.find(({ backend }) => backend.type === type) as Organization,
    "history",
    "prod",
  ).message;

test("versions are asked for by name, of the stack that was meant", () => {
  expect(historyIn("gcs")).toContain(
    "In place of it: gcloud storage ls --all-versions gs://acme-states/prod/default.tfstate (",
  );
  expect(historyIn("azurerm")).toContain(
    "az storage blob list --auth-mode login --account-name acme --container-name states --prefix prod/ --include v (",
  );
  expect(historyIn("cloud")).toContain(
    "https://app.terraform.io/app/Acme/workspaces/acme-prod/states (",
  );
  expect(historyIn("local")).toContain(
    "in state/prod/terraform.tfstate.backup, and nothing older (",
  );
  expect(historyIn("consul")).toContain("consul snapshot save");
});

test("what HCP Terraform plans is planned nowhere else", () => {
  const cloud = (executionMode: "local" | "remote") =>
    configuration({ backend: { type: "cloud", organization: "Acme", executionMode } }).organization;
  expect(() => expectPlansHere(cloud("remote"), "prod")).toThrow(
    "organization.backend.executionMode: got remote, expected local: HCP Terraform plans and applies by itself. " +
      "Its runs: https://app.terraform.io/app/Acme/workspaces/acme-prod/runs",
  );
  for (const other of [cloud("local"), ...organizations, configuration().organization]) {
    expect(() => expectPlansHere(other)).not.toThrow();
  }
});

test("with states in S3 nobody asks", () => {
  expect(() => onlyInS3(configuration().organization, "history")).toThrow(TypeError);
});
