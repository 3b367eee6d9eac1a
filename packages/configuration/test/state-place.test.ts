import { configuration } from "@groundwork/testing/configuration";
import type { OrganizationInput } from "../src/organization-schema";
import { statePlace, workspaceName } from "../src/state-place";

test.each<[OrganizationInput["backend"], string]>([
  [{ type: "s3", bucket: "states" }, "s3://states/dev/terraform.tfstate"],
  [
    { type: "azurerm", storageAccountName: "acme", containerName: "states" },
    "https://acme.blob.core.windows.net/states/dev/terraform.tfstate",
  ],
  [{ type: "gcs", bucket: "states" }, "gs://states/dev/default.tfstate"],
  [
    { type: "consul", address: "127.0.0.1:8500", scheme: "http" },
    "http://127.0.0.1:8500/v1/kv/dev/terraform.tfstate",
  ],
  [
    { type: "cloud", organization: "Acme" },
    "https://app.terraform.io/app/Acme/workspaces/acme-dev",
  ],
  [{ type: "local", folder: "here" }, "here/dev/terraform.tfstate"],
])("a state in %j is found by the tools of its backend", (backend, place) => {
  expect(statePlace(configuration({ backend }).organization, "dev")).toBe(place);
});

test("the lock of a workspace has the workspace's name", () => {
  const { organization } = configuration({ backend: { type: "cloud", organization: "Acme" } });
  expect(workspaceName(organization, "dev")).toBe("Acme/acme-dev");
  expect(() => workspaceName(configuration().organization, "dev")).toThrow("s3 has no workspaces");
});
