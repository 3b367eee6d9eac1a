import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import type { Emulator } from "../../src/emulator/emulator";
import { matchDigest, storedDigest } from "../../src/state/state-digest";
import { StateLocks, type Locks } from "../../src/state/lock/locks";
import { readState, writeState } from "../../src/state/state-object";
import { listVersions } from "../../src/state/history/versions";
import { accessTo, clientsOf, emptyBackend, LOCATION, makeBackend, ownEmulator } from "./emulated";
import { groundwork, type Ended } from "@groundwork/testing/project";
import { TerraformFolder, waitingResource } from "./terraform-folder";

export const KEY = "dev/terraform.tfstate";

/** A team's bucket, table and key, made by hand. */
export const BY_HAND: StateLocation = {
  ...LOCATION,
  bucket: "tf101-team-apne2-tfstate",
  lockTable: "terraform-lock",
  kmsAliasArn: "",
};

/** Of the team's state. */
export const HAND_KEY = "Dev/terraform/iam/terraform.tfstate";

export const SECRET = "hunter2-which-must-not-be-shown";

/** A configuration of two resources and a secret. */
export const CONFIGURATION = {
  resource: { terraform_data: { user: { input: SECRET }, role: { input: "admin" } } },
  output: { password: { value: SECRET, sensitive: true } },
};

/** The same, and one more resource that is never made; SIGINT ends that in order. */
export const slowChange = () => ({
  ...CONFIGURATION,
  resource: {
    terraform_data: {
      ...CONFIGURATION.resource.terraform_data,
      ...waitingResource().resource.terraform_data,
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

  empty(): Promise<void> {
    return emptyBackend(this.clients, this.location);
  }

  read(key = KEY): Promise<string | undefined> {
    return readState(this.clients, this.location, key);
  }

  write(text: string | Uint8Array, key = KEY): Promise<string | undefined> {
    return writeState(this.clients, this.location, key, text);
  }

  /** With its digest, as Terraform does. */
  async writeWithDigest(text: string | Uint8Array, key = KEY): Promise<void> {
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
  location: StateLocation,
  key: string,
  lock: StateLocation["lock"] = "both",
  configuration: object = CONFIGURATION,
): Promise<TerraformFolder> =>
  TerraformFolder.create({ type: "s3", ...location, lock }, key, configuration, accessTo(endpoint));

/** The command line of a migration of dev-stack that asks nothing. */
export const migration = (from: string, ...args: string[]): string[] => [
  "migrate",
  "dev-stack",
  "--from",
  from,
  "--yes",
  ...args,
];

/** Both backends, in an emulator that a test file has for itself. */
export class Backends {
  readonly home: Place;
  readonly hand: Place;

  private constructor(readonly emulator: Emulator) {
    this.home = new Place(emulator.endpoint, LOCATION);
    this.hand = new Place(emulator.endpoint, BY_HAND);
  }

  /** @param name of the test, for the emulator's log */
  static async create(name: string): Promise<Backends> {
    const backends = new Backends(await ownEmulator(name));
    await Promise.all([backends.home.make(), backends.hand.make()]);
    return backends;
  }

  get endpoint(): string {
    return this.emulator.endpoint;
  }

  /** For the next test. */
  async empty(): Promise<void> {
    await Promise.all([this.home.empty(), this.hand.empty()]);
  }

  command(...args: string[]): Promise<Ended> {
    return groundwork(args, accessTo(this.endpoint));
  }

  /** The text of a state that real Terraform leaves under a key of the team's bucket. */
  async applied(key: string, location = BY_HAND): Promise<string> {
    const folder = await folderAt(this.endpoint, location, key, "dynamodb");
    await folder.succeed("apply");
    await folder.remove();
    return (await new Place(this.endpoint, location).read(key))!;
  }

  close(): Promise<void> {
    return this.emulator.stop();
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
