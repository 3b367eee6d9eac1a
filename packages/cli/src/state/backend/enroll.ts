import type { Environment } from "@groundwork/configuration";
import {
  ownerOf,
  stackId,
  stateLocation,
  type StateLocation,
} from "@groundwork/configuration/names";
import { membersOf } from "@groundwork/configuration/member-roles";
import { stacksIn } from "@groundwork/configuration/place-names";
import { askedEnvironment } from "../../core/asked-environment";
import { loadConfiguration } from "../../core/configured";
import { emulatorEndpoint } from "../../core/endpoint";
import { OperationError } from "../../core/errors";
import { say } from "../../core/outlet";
import { atTerminal } from "../../core/person";
import { runsDir } from "../../core/project";
import { expectFeatures } from "../../terraform/features";
import { requireTerraform } from "../../terraform/release";
import { RunRecords } from "../../terraform/run-record";
import { Terraform } from "../../terraform/terraform";
import { awsClients } from "../clients";
import { onlyInS3 } from "../elsewhere";
import { stackFolder, type OpenOptions } from "../open";
import { enrollAccount } from "./enroll-account";
import { ownLine } from "./enroll-line";

export interface EnrollCommandOptions extends OpenOptions {
  /** Name of the environment, or of its stack. */
  readonly environment: string;
  /** Profile with which the state is reached, in the organization's account. */
  readonly stateProfile?: string | undefined;
}

/** `groundwork enroll`: the roles in an environment's own account, made or brought up to date. */
export async function enroll(options: EnrollCommandOptions): Promise<void> {
  const { yes = false, signal, env, stateProfile } = options;
  const configuration = loadConfiguration();
  const { organization } = configuration;
  const asked = askedEnvironment(ownerOf(options.environment), configuration);
  const location = stateLocation(organization);
  if (location === undefined) throw onlyInS3(organization, "enroll", asked.name);
  const member = membersOf(configuration).find(
    ({ environment: { name }, accountId }) => name === asked.name && accountId === asked.accountId,
  );
  if (member === undefined) throw livesHere(asked, location);
  const { environment } = member;
  if (stateProfile === undefined) {
    throw new OperationError(
      `--state-profile: got none, expected a profile of the account ${location.accountId}, in which the state lies: ${ownLine(environment, location)}`,
    );
  }
  const release = await requireTerraform(env);
  const endpoint = emulatorEndpoint(env);
  const stack = stackId(member.owner);
  const { dir, synthesizedDir } = await stackFolder(stack, options);
  if (!options.standIns) await expectFeatures([{ name: stack, dir: synthesizedDir }], release);
  const records = new RunRecords(runsDir(endpoint));
  const changed = await enrollAccount({
    environment,
    location,
    stack,
    member: awsClients({ region: environment.region, endpoint, env }),
    states: awsClients({
      region: location.region,
      endpoint,
      env: withProfile(env, stateProfile),
      profile: stateProfile,
    }),
    stateProfile,
    records,
    terraform: new Terraform({ stack, dir, env, signal, records }),
    person: atTerminal(yes, signal),
  });
  const { name, accountId } = environment;
  say(
    changed
      ? `${accountId} is enrolled: from ${location.accountId} its roles are taken on to plan and apply ${ownStacks(environment)}.`
      : `The roles of ${name} in ${accountId} are as they should be; nothing was changed.`,
  );
}

/** All layers of the place whose account it is. */
const ownStacks = (environment: Environment): string =>
  stacksIn(environment)
    .map(({ id }) => id)
    .join(", ");

const livesHere = ({ name, accountId }: Environment, location: StateLocation): OperationError =>
  new OperationError(
    `${name}.accountId: got ${accountId}, ${
      accountId === location.accountId ? "the organization's" : "which needs no roles"
    }; expected another account than ${location.accountId}: say it in environments/${name}.ts first`,
  );

/** What is asked with a profile knows nothing of the keys beside it. */
function withProfile(env: NodeJS.ProcessEnv, profile: string): NodeJS.ProcessEnv {
  const {
    AWS_ACCESS_KEY_ID: _id,
    AWS_SECRET_ACCESS_KEY: _secret,
    AWS_SESSION_TOKEN: _token,
    ...others
  } = env;
  return { ...others, AWS_PROFILE: profile };
}
