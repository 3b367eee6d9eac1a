import { loadConfiguration } from "../../core/configured";
import { emulatorEndpoint } from "../../core/endpoint";
import { layoutParameterName } from "@groundwork/configuration/names";
import { atTerminal } from "../../core/person";
import { projectRoot, runsDir, synthesize } from "../../core/project";
import { bootstrapBackend } from "./bootstrap-backend";
import { awsClients } from "../clients";
import { s3Location } from "../open";
import { RunRecords } from "../../terraform/run-record";
import { requireTerraform, Terraform } from "../../terraform/terraform";
import { say } from "../../core/outlet";

export interface BootstrapCommandOptions {
  /** Go on without asking. */
  readonly yes: boolean;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

/** `npm run bootstrap`: the state backend, made or brought up to date. */
export async function bootstrap({ yes, signal, env }: BootstrapCommandOptions): Promise<void> {
  const { organization } = loadConfiguration();
  const location = s3Location({ organization });
  await requireTerraform();
  const endpoint = emulatorEndpoint(env);
  const clients = awsClients({ region: location.region, endpoint, env });
  const stack = (await synthesize()).find(({ name }) => name === "bootstrap-stack")!;
  const records = new RunRecords(runsDir(endpoint));
  const changed = await bootstrapBackend({
    location,
    layoutParameter: layoutParameterName(organization),
    clients,
    records,
    terraform: new Terraform({ stack: stack.name, dir: stack.dir, env, signal, records }),
    person: { ...atTerminal(yes, signal), keepIn: projectRoot },
  });
  say(
    changed
      ? `The state backend is ready: s3://${location.bucket}, locked by ${location.lockTable}.`
      : "The state backend is as it should be; nothing was changed.",
  );
}
