import { TerraformStack, Testing } from "cdktf";
import { attachBackend, backendFile } from "../../src/state/backend";
import type { S3StateBackend, StateBackend } from "../../src/state/backend-options";
import { testApp, testStack } from "@groundwork/testing/synth";

const s3: S3StateBackend = {
  type: "s3",
  bucket: "states",
  region: "ap-northeast-2",
  accountId: "111111111111",
  lockTable: "locks",
  lock: "both",
  kmsKeyArn: "arn:aws:kms:ap-northeast-2:111111111111:alias/state",
};

function backendOf(backend: StateBackend, emulated = false): any {
  const stack = testStack();
  attachBackend(stack, { backend, key: "dev/terraform.tfstate", emulated });
  return JSON.parse(Testing.synth(stack)).terraform;
}

test("s3: encrypted with the key, locked both ways, held to one account", () => {
  expect(backendOf(s3).backend).toEqual({
    s3: {
      bucket: "states",
      key: "dev/terraform.tfstate",
      region: "ap-northeast-2",
      allowed_account_ids: ["111111111111"],
      encrypt: true,
      kms_key_id: "arn:aws:kms:ap-northeast-2:111111111111:alias/state",
      dynamodb_table: "locks",
      use_lockfile: true,
    },
  });
});

test("s3 without a key encrypts with SSE-S3", () => {
  const { kmsKeyArn, ...unkeyed } = s3;
  const { s3: backend } = backendOf(unkeyed).backend;
  expect(backend.encrypt).toBe(true);
  expect(backend).not.toHaveProperty("kms_key_id");
});

test.each([
  ["dynamodb", { dynamodb_table: "locks" }, "use_lockfile"],
  ["s3", { use_lockfile: true }, "dynamodb_table"],
] as const)("lock %s alone", (lock, present, absent) => {
  const { s3: backend } = backendOf({ ...s3, lock }).backend;
  expect(backend).toMatchObject(present);
  expect(backend).not.toHaveProperty(absent);
});

test("an emulator is asked by path, and not for accounts", () => {
  const { s3: backend } = backendOf(s3, true).backend;
  expect(backend).toMatchObject({
    use_path_style: true,
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
    skip_requesting_account_id: true,
  });
  expect(backend).not.toHaveProperty("allowed_account_ids");
});

const elsewhere: [StateBackend, object][] = [
  [
    { type: "azurerm", resourceGroupName: "rg", storageAccountName: "acme", containerName: "c" },
    {
      backend: {
        azurerm: {
          resource_group_name: "rg",
          storage_account_name: "acme",
          container_name: "c",
          key: "dev/terraform.tfstate",
        },
      },
    },
  ],
  [{ type: "gcs", bucket: "b" }, { backend: { gcs: { bucket: "b", prefix: "dev" } } }],
  [
    { type: "consul", address: "consul:8500", scheme: "https" },
    {
      backend: {
        consul: { address: "consul:8500", scheme: "https", path: "dev/terraform.tfstate" },
      },
    },
  ],
  [
    { type: "cloud", organization: "acme", hostname: "app.terraform.io", workspacePrefix: "acme" },
    {
      cloud: {
        organization: "acme",
        hostname: "app.terraform.io",
        workspaces: { name: "acme-dev" },
      },
    },
  ],
  [
    { type: "local", folder: "state" },
    { backend: { local: { path: "../../../state/dev/terraform.tfstate" } } },
  ],
];

test.each(elsewhere)(
  "backend $type keeps each stack's state under its own key",
  (backend, expected) => {
    expect(backendOf(backend)).toMatchObject(expected);
  },
);

const azurerm = { type: "azurerm", storageAccountName: "acme", containerName: "states" } as const;

test.each<[string, Omit<StateBackend & { type: "azurerm" }, keyof typeof azurerm>, object]>([
  ["by a role, where no resource group has its key", {}, { use_azuread_auth: true }],
  ["by a key of its environment", { useAzureadAuth: false }, {}],
  [
    "by a key that is looked up",
    { resourceGroupName: "rg", subscriptionId: "00000000-0000-0000-0000-000000000001" },
    { resource_group_name: "rg", subscription_id: "00000000-0000-0000-0000-000000000001" },
  ],
  [
    "by a role, with a resource group",
    { resourceGroupName: "rg", useAzureadAuth: true },
    { resource_group_name: "rg", use_azuread_auth: true },
  ],
])("azurerm lets in %s", (_, options, expected) => {
  expect(backendOf({ ...azurerm, ...options }).backend.azurerm).toEqual({
    storage_account_name: "acme",
    container_name: "states",
    key: "dev/terraform.tfstate",
    ...expected,
  });
});

test("gcs: with a key of Cloud KMS, in the name of a service account", () => {
  const kmsEncryptionKey = "projects/acme/locations/eu/keyRings/terraform/cryptoKeys/state";
  const impersonateServiceAccount = "terraform@acme.iam.gserviceaccount.com";
  expect(
    backendOf({ type: "gcs", bucket: "b", kmsEncryptionKey, impersonateServiceAccount }).backend
      .gcs,
  ).toEqual({
    bucket: "b",
    prefix: "dev",
    kms_encryption_key: kmsEncryptionKey,
    impersonate_service_account: impersonateServiceAccount,
  });
});

test("cloud: in a project; where plans run is no argument of the workspace", () => {
  const cloud = { type: "cloud", organization: "acme", workspacePrefix: "shop" } as const;
  const { workspaces, ...others } = backendOf({
    ...cloud,
    project: "Platform",
    executionMode: "remote",
  }).cloud;
  expect(workspaces).toEqual({ name: "shop-dev", project: "Platform" });
  expect(others).toEqual({ organization: "acme", hostname: "app.terraform.io" });
});

test.each<[StateBackend, string]>([
  [
    { ...azurerm, storageAccountName: "Acme_States" },
    "backend.storageAccountName: got Acme_States, expected a storage account's name of 3 to 24",
  ],
  [
    { ...azurerm, subscriptionId: "Production" },
    "backend.subscriptionId: got Production, expected a subscription's id, as 0000",
  ],
  [
    { type: "gcs", bucket: "b", kmsEncryptionKey: "state" },
    "backend.kmsEncryptionKey: got state, expected a key's name, as projects/",
  ],
  [
    { type: "gcs", bucket: "b", impersonateServiceAccount: "terraform" },
    "backend.impersonateServiceAccount: got terraform, expected a service account, as terraform@",
  ],
])("what a backend would refuse is refused before: %j", (backend, message) => {
  expect(() => backendOf(backend)).toThrow(message);
});

test("no credentials stand in any backend", () => {
  for (const backend of [s3, ...elsewhere.map(([backend]) => backend)]) {
    const rendered = JSON.stringify(backendOf(backend));
    expect(rendered).not.toMatch(/token|secret|password|access_key/);
  }
});

test("fails when two stacks would have one state, naming both", () => {
  const app = testApp();
  const attach = (id: string, key: string) =>
    attachBackend(new TerraformStack(app, id), { backend: s3, key, emulated: false });
  attach("dev-stack", "dev/terraform.tfstate");
  attach("prod-stack", "prod/terraform.tfstate");
  expect(() => attach("copy-stack", "dev/terraform.tfstate")).toThrow(
    "copy-stack: got the state s3://states/dev/terraform.tfstate, expected one of its own: it is dev-stack's already",
  );
});

test("two apps in one process do not hear of each other", () => {
  for (const app of [testApp(), testApp()]) {
    const stack = new TerraformStack(app, "dev-stack");
    expect(() => attachBackend(stack, { backend: s3, key: "k", emulated: false })).not.toThrow();
  }
});

test("the backend file says what the backend says", () => {
  expect(backendFile({ ...s3, lock: "s3" }, "dev/terraform.tfstate")).toBe(
    [
      'bucket = "states"',
      'key = "dev/terraform.tfstate"',
      'region = "ap-northeast-2"',
      'allowed_account_ids = ["111111111111"]',
      "encrypt = true",
      'kms_key_id = "arn:aws:kms:ap-northeast-2:111111111111:alias/state"',
      "use_lockfile = true",
      "",
    ].join("\n"),
  );
});
