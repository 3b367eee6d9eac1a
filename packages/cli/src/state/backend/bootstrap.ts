import { loadConfiguration } from "../../core/configured";
import { emulatorEndpoint } from "../../core/endpoint";
import type { Organization, StateLocation } from "@groundwork/configuration";
import {
  layoutParameterName,
  stackId,
  stateHome,
  stateLocation,
} from "@groundwork/configuration/names";
import { atTerminal } from "../../core/person";
import { projectRoot, runsDir } from "../../core/project";
import { OperationError } from "../../core/errors";
import { bootstrapBackend } from "./bootstrap-backend";
import { awsClients } from "../clients";
import { onlyInS3 } from "../elsewhere";
import { stackFolder } from "../open";
import { expectFeatures } from "../../terraform/features";
import { warnOfHazards } from "../../terraform/hazards";
import { RunRecords } from "../../terraform/run-record";
import { requireTerraform } from "../../terraform/release";
import { Terraform } from "../../terraform/terraform";
import { say } from "../../core/outlet";

export interface BootstrapCommandOptions {
  /** Go on without asking. */
  readonly yes: boolean;
  /** bootstrap-stack with stand-ins, as in a rehearsal. @default false */
  readonly standIns?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

const BOOTSTRAP = stackId("bootstrap");

/** Bucket and table of the organization's region are made while that is in reach. */
function expectHome(organization: Organization, home: StateLocation): void {
  const active = stateLocation(organization)!;
  if (active.region === home.region) return;
  throw new OperationError(
    `got backend.failover, with the states in ${active.region}; expected them in ${home.region}, ` +
      'where the state backend is made: go back first (packages/docs/state-operations.md, "A region is out of reach")',
  );
}

/** `groundwork bootstrap`: the state backend, made or brought up to date. */
export async function bootstrap(options: BootstrapCommandOptions): Promise<void> {
  const { yes, signal, env } = options;
  const { organization } = loadConfiguration();
  const location = stateHome(organization);
  if (location === undefined) throw onlyInS3(organization, "bootstrap");
  expectHome(organization, location);
  const release = await requireTerraform(env);
  warnOfHazards(release, location);
  const endpoint = emulatorEndpoint(env);
  const clients = awsClients({ region: location.region, endpoint, env });
  const { dir, synthesizedDir } = await stackFolder(BOOTSTRAP, options);
  // Stand-ins apply with any release.
  if (!options.standIns) {
    await expectFeatures([{ name: BOOTSTRAP, dir: synthesizedDir }], release);
  }
  const records = new RunRecords(runsDir(endpoint));
  const changed = await bootstrapBackend({
    location,
    layoutParameter: layoutParameterName(organization),
    clients,
    records,
    terraform: new Terraform({ stack: BOOTSTRAP, dir, env, signal, records }),
    person: { ...atTerminal(yes, signal), keepIn: projectRoot },
  });
  say(
    changed
      ? `The state backend is ready: s3://${location.bucket}, locked by ${location.lockTable}.`
      : "The state backend is as it should be; nothing was changed.",
  );
}
