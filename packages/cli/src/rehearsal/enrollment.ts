import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Configuration, Environment } from "@groundwork/configuration";
import { stackId, type StateLocation } from "@groundwork/configuration/names";
import { membersOf } from "@groundwork/configuration/member-roles";
import { enrollAccount } from "../state/backend/enroll-account";
import { awsClients, type AwsClients } from "../state/clients";
import type { RunRecords } from "../terraform/run-record";
import type { EmulatorAccess } from "../core/aws/emulator-access";
import type { RehearsedStack } from "./rehearsed-stack";

/** The profile that the emulator's organization has, in a file of the rehearsal's own. */
const PROFILE = "organization";

export interface EnrollmentOptions {
  readonly configuration: Configuration;
  readonly access: EmulatorAccess;
  readonly s3: { readonly location: StateLocation; readonly clients: AwsClients };
  /** Environment of Terraform in the organization's account. */
  readonly env: NodeJS.ProcessEnv;
  /** Folder of the rehearsal. */
  readonly dir: string;
}

/** Enrolls the accounts that environments have of their own, as people of those accounts do. */
export class Enrollment {
  private constructor(
    private readonly options: EnrollmentOptions,
    private readonly members: ReadonlyMap<string, Environment>,
  ) {}

  /** @returns undefined where no environment has an account of its own */
  static async create(options: EnrollmentOptions): Promise<Enrollment | undefined> {
    const { access, dir, configuration } = options;
    const members = membersOf(configuration);
    if (members.length === 0) return undefined;
    const { accessKeyId, secretAccessKey } = access.credentials;
    await writeFile(
      path.join(dir, "aws-config"),
      `[profile ${PROFILE}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
      { mode: 0o600 },
    );
    return new Enrollment(
      options,
      new Map(members.map(({ owner, environment }) => [stackId(owner), environment])),
    );
  }

  /** Whether a stack has the roles in an account. */
  has(stack: string): boolean {
    return this.members.has(stack);
  }

  /** Environment of Terraform for a stack: an emulator takes a key id of 12 digits for the account. */
  envOf(stack: string): NodeJS.ProcessEnv {
    const { env, dir } = this.options;
    const member = this.members.get(stack);
    if (member === undefined) return env;
    return {
      ...env,
      AWS_ACCESS_KEY_ID: member.accountId,
      AWS_CONFIG_FILE: path.join(dir, "aws-config"),
    };
  }

  async enroll({ name, terraform }: RehearsedStack, records: RunRecords): Promise<void> {
    const { access, s3, env } = this.options;
    const environment = this.members.get(name)!;
    const { accountId, region } = environment;
    const credentials = { ...access.credentials, accessKeyId: accountId };
    await enrollAccount({
      environment,
      location: s3.location,
      stack: name,
      member: awsClients({ ...access, region, credentials, env }),
      states: s3.clients,
      stateProfile: PROFILE,
      records,
      terraform,
    });
  }
}
