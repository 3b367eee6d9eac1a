import {
  AzurermBackend,
  type AzurermBackendConfig,
  CloudBackend,
  ConsulBackend,
  type ConsulBackendConfig,
  GcsBackend,
  type GcsBackendConfig,
  LocalBackend,
  NamedCloudWorkspace,
  S3Backend,
  type S3BackendConfig,
  type TerraformStack,
} from "cdktf";
import type { IConstruct } from "constructs";
import type { z } from "zod";
import { checkedProps } from "../checked-props";
import { ConfigurationError } from "../configuration-error";
import { newerArguments } from "../newer-arguments";
import {
  settledBackends,
  type S3StateBackend,
  type SoundBackend,
  type StateBackend,
} from "./backend-options";

export interface BackendProps {
  readonly backend: StateBackend;
  /** Where the state lies within the backend, as `dev/terraform.tfstate`. No two stacks share one. */
  readonly key: string;
  /** Whether an emulator stands in for AWS: path-style addresses, no account checks. */
  readonly emulated: boolean;
}

/**
 * Gives a stack the backend for its state.
 * @throws ConfigurationError when its options are wrong, or another stack of the app has its state in the same place
 */
export function attachBackend(stack: TerraformStack, props: BackendProps): void {
  const { key } = props;
  const backend = soundBackend(stack, props.backend);
  claim(stack, backend, key);
  switch (backend.type) {
    case "s3":
      attachS3(stack, backend, props);
      break;
    case "azurerm": {
      const { type: _, useAzureadAuth, ...settings } = backend;
      const byRole = useAzureadAuth ?? settings.resourceGroupName === undefined;
      const config = { ...settings, key, ...(byRole && { useAzureadAuth: true }) };
      new AzurermBackend(stack, config as AzurermBackendConfig);
      break;
    }
    case "gcs": {
      const { type: _, ...settings } = backend;
      // GCS appends `/default.tfstate` to the prefix, so the key's folder is prefix enough.
      new GcsBackend(stack, { ...settings, prefix: folderOf(key) } as GcsBackendConfig);
      break;
    }
    case "consul": {
      const { address, scheme } = backend;
      // The type demands a token, Terraform does not: it reads CONSUL_HTTP_TOKEN.
      new ConsulBackend(stack, { address, scheme, path: key } as ConsulBackendConfig);
      break;
    }
    case "cloud": {
      const { organization, hostname, workspacePrefix, project } = backend;
      const workspaces = new NamedCloudWorkspace(
        `${workspacePrefix}-${folderOf(key).replaceAll("/", "-")}`,
        project,
      );
      new CloudBackend(stack, { organization, hostname, workspaces });
      break;
    }
    case "local":
      // Relative to the folder in which Terraform runs, cdktf.out/stacks/<stack>.
      new LocalBackend(stack, { path: `../../../${backend.folder}/${key}` });
  }
}

const soundBackend = (stack: TerraformStack, backend: StateBackend): SoundBackend => {
  const schema: z.ZodObject = settledBackends[backend.type];
  return checkedProps(stack, schema, { ...backend }, ["backend"]) as SoundBackend;
};

function attachS3(stack: TerraformStack, backend: S3StateBackend, props: BackendProps): void {
  const config = s3Config(backend, props.key);
  const { allowedAccountIds, ...withoutAccountCheck } = config;
  const s3 = new S3Backend(
    stack,
    props.emulated
      ? {
          ...withoutAccountCheck,
          usePathStyle: true,
          skipCredentialsValidation: true,
          skipMetadataApiCheck: true,
          skipRequestingAccountId: true,
        }
      : config,
  );
  // cdktf 0.21 has no `useLockfile` (hashicorp/terraform-cdk#3834). Of Terraform 1.10 and of OpenTofu
  // 1.10 (their changelogs).
  newerArguments(s3, "1.10.0", { use_lockfile: usesLockFile(backend) || undefined });
}

function s3Config(backend: S3StateBackend, key: string): S3BackendConfig {
  const { bucket, region, accountId, lock, lockTable, kmsKeyArn } = backend;
  return {
    bucket,
    key,
    region,
    allowedAccountIds: [accountId],
    // Without a key id `encrypt` asks for AES256 and so overrules the bucket's default; without
    // `encrypt` the key id is ignored. Hence the two together, or AES256 on purpose.
    encrypt: true,
    ...(kmsKeyArn && { kmsKeyId: kmsKeyArn }),
    ...(lock !== "s3" && { dynamodbTable: lockTable }),
  };
}

const usesLockFile = ({ lock }: S3StateBackend): boolean => lock !== "dynamodb";

/** The same backend as the text of a `.s3.tfbackend` file, for Terraform outside this project. */
export function backendFile(backend: S3StateBackend, key: string): string {
  const settings = { ...s3Config(backend, key), useLockfile: usesLockFile(backend) };
  return Object.entries(settings)
    .map(([name, value]) => `${snakeCase(name)} = ${JSON.stringify(value)}\n`)
    .join("");
}

/** Which stack has its state where, for each app. */
const claims = new WeakMap<IConstruct, Map<string, string>>();

function claim(stack: TerraformStack, backend: SoundBackend, key: string): void {
  const place =
    backend.type === "s3" ? `s3://${backend.bucket}/${key}` : `${JSON.stringify(backend)} ${key}`;
  const taken = claims.get(stack.node.root) ?? new Map<string, string>();
  claims.set(stack.node.root, taken);
  const other = taken.get(place);
  if (other !== undefined) {
    throw new ConfigurationError([
      `${stack.node.id}: got the state ${place}, expected one of its own: it is ${other}'s already`,
    ]);
  }
  taken.set(place, stack.node.id);
}

const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf("/"));
