import path from "node:path";
import { loadConfiguration } from "../../core/configured";
import { emulatorEndpoint } from "../../core/endpoint";
import { layoutParameterName } from "@groundwork/configuration/names";
import { atTerminal } from "../../core/person";
import {
  cacheDir,
  projectRoot,
  runsDir,
  synthesize,
  type SynthesizedStack,
} from "../../core/project";
import { Workspace } from "../../stand-ins/workspace";
import { bootstrapBackend } from "./bootstrap-backend";
import { awsClients } from "../clients";
import { s3Location, standInsWithoutEmulator } from "../open";
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

/** `npm run bootstrap`: the state backend, made or brought up to date. */
export async function bootstrap(options: BootstrapCommandOptions): Promise<void> {
  const { yes, signal, env } = options;
  const { organization } = loadConfiguration();
  const location = s3Location({ organization });
  await requireTerraform(env);
  const endpoint = emulatorEndpoint(env);
  const clients = awsClients({ region: location.region, endpoint, env });
  const stack = await bootstrapStack(options);
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

async function bootstrapStack({
  standIns,
  env,
}: BootstrapCommandOptions): Promise<SynthesizedStack> {
  const isBootstrap = ({ name }: SynthesizedStack) => name === "bootstrap-stack";
  if (!standIns) return (await synthesize()).find(isBootstrap)!;
  if (!env["AWS_ENDPOINT_URL"]) throw standInsWithoutEmulator();
  const workspace = await Workspace.create(path.join(cacheDir, "stand-ins"), process.pid);
  const synthesized = await workspace.synthesize({ ...env, STACKS: "bootstrap-stack" });
  return (await workspace.standIn(synthesized)).find(isBootstrap)!;
}
