import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { StateLocation } from "../../environments/names";
import { matchDigest, storedDigest } from "../../operations/state/digest/digest";
import { StateLocks, type Locks } from "../../operations/state/lock/locks";
import { readState, writeState } from "../../operations/state/state-object";
import { listVersions } from "../../operations/state/history/versions";
import { ACCOUNT, accessTo, clientsOf, makeBackend, REGION } from "./emulated";
import { run, type Ended } from "./project";
import { slowResource, TerraformFolder } from "./terraform-folder";

/** This checkout's own backend. */
export const LOCATION: StateLocation = {
  bucket: `groundwork-${ACCOUNT}-${REGION}-tfstate`,
  logBucket: "",
  lockTable: "groundwork-terraform-locks",
  lock: "both",
  kmsAlias: "",
  kmsAliasArn: `arn:aws:kms:${REGION}:${ACCOUNT}:alias/groundwork-terraform-state`,
  region: REGION,
  accountId: ACCOUNT,
};

export const KEY = "dev/terraform.tfstate";

/** A team's bucket, table and key, made by hand. */
export const BY_HAND: StateLocation = {
  ...LOCATION,
  bucket: "tf101-team-apne2-tfstate",
  lockTable: "terraform-lock",
  kmsAliasArn: "",
};

export const SECRET = "hunter2-which-must-not-be-shown";

/** A configuration of two resources and a secret. */
export const CONFIGURATION = {
  resource: { terraform_data: { user: { input: SECRET }, role: { input: "admin" } } },
  output: { password: { value: SECRET, sensitive: true } },
};

/** The same, and one more resource that takes a minute to be made; SIGINT ends it in order. */
export const slowChange = () => ({
  ...CONFIGURATION,
  resource: {
    terraform_data: {
      ...CONFIGURATION.resource.terraform_data,
      ...slowResource(60).resource.terraform_data,
    },
  },
});

/** What lies at some place of the emulator. */
export class Place {
  private readonly clients;

  constructor(
    endpoint: string,
    private readonly location: StateLocation,
  ) {
    this.clients = clientsOf(endpoint);
  }

  make(): Promise<void> {
    return makeBackend(this.clients, this.location);
  }

  read(key = KEY): Promise<string | undefined> {
    return readState(this.clients, this.location, key);
  }

  write(text: string, key = KEY): Promise<string | undefined> {
    return writeState(this.clients, this.location, key, text);
  }

  /** With its digest, as Terraform does. */
  async writeWithDigest(text: string, key = KEY): Promise<void> {
    await this.write(text, key);
    await matchDigest(this.clients, this.location, key);
  }

  digest(key = KEY): Promise<string | undefined> {
    return storedDigest(this.clients, this.location, key);
  }

  locks(key = KEY): Promise<Locks> {
    return new StateLocks(this.location, this.clients).read(key);
  }

  async versions(key = KEY): Promise<number> {
    const all = await listVersions(this.clients, this.location, key);
    return all.filter(({ deleted }) => !deleted).length;
  }

  /** Texts of the backups beside a state, oldest first. */
  async backups(key = KEY): Promise<Record<string, string>> {
    const { bucket: Bucket } = this.location;
    const { s3 } = this.clients;
    const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${key}.backups/` }));
    const texts = (listed.Contents ?? []).map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return [Key!.replace(/^.*Z-/, ""), await Body!.transformToString()];
    });
    return Object.fromEntries(await Promise.all(texts));
  }
}

/** Real Terraform that works on a state in S3. */
export const folderAt = (
  endpoint: string,
  { bucket, lockTable, region, accountId }: StateLocation,
  key: string,
  lock: StateLocation["lock"] = "both",
  configuration: object = CONFIGURATION,
): Promise<TerraformFolder> =>
  TerraformFolder.create(
    { type: "s3", bucket, lockTable, region, accountId, lock },
    key,
    configuration,
    accessTo(endpoint),
  );

/** Real Terraform with its state in a file, or in any backend. */
export class LocalFolder {
  private constructor(readonly dir: string) {}

  static async create(configuration: object = CONFIGURATION): Promise<LocalFolder> {
    const folder = new LocalFolder(await mkdtemp(path.join(tmpdir(), "groundwork-local-")));
    await folder.configure(configuration);
    await folder.terraform("init", "-input=false");
    return folder;
  }

  configure(configuration: object): Promise<void> {
    return writeFile(path.join(this.dir, "main.tf.json"), JSON.stringify(configuration));
  }

  /** An apply made of two, so that Terraform has kept the state of the first. */
  async apply(): Promise<void> {
    await this.terraform("apply", "-auto-approve", "-input=false", "-target=terraform_data.role");
    await this.terraform("apply", "-auto-approve", "-input=false");
  }

  get file(): string {
    return path.join(this.dir, "terraform.tfstate");
  }

  text(): Promise<string> {
    return readFile(this.file, "utf8");
  }

  async terraform(...args: string[]): Promise<Ended> {
    const env = { TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
    const ended = await run("terraform", args, { cwd: this.dir, env });
    if (ended.code !== 0) throw new Error(`${args.join(" ")}: ${ended.stdout}${ended.stderr}`);
    return ended;
  }

  remove(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true });
  }
}

/** Exit code of a plan: 0 when nothing would change, 2 when something would. */
export async function planAt(endpoint: string, key = KEY): Promise<number> {
  const folder = await folderAt(endpoint, LOCATION, key);
  try {
    return (await folder.terraform("plan", "-detailed-exitcode")).code;
  } finally {
    await folder.remove();
  }
}
