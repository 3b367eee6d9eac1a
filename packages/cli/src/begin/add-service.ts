import type { Environment } from "@groundwork/configuration";
import { stackId } from "@groundwork/configuration/names";
import { httpOptions, serviceOptions } from "@groundwork/constructs/container-service/options";
import { ownCommand } from "@groundwork/constructs/own-command";
import { stacksOf } from "../core/asked-stacks";
import { loadConfiguration } from "../core/configured";
import { deployLine } from "../core/deploy-line";
import { OperationError } from "../core/errors";
import { say, sayJson } from "../core/outlet";
import { projectRoot } from "../core/project";
import { table } from "../core/table";
import { inFile, type SourceFile } from "../sources/values";
import { readSource, writeSources } from "../sources/write";
import { checked, known } from "./checked";
import { formatted } from "../sources/formatted";
import { next } from "./next-steps";
import { withService, type NewHttp } from "./service-entry";
import { tryFiles } from "../comparison/trial";

export interface AddServiceOptions {
  readonly name: string;
  /** Names of environments. @default all that do not have it */
  readonly in?: readonly string[] | undefined;
  /** Whether requests reach it; any of the following says so as well. */
  readonly http: boolean;
  readonly path?: readonly string[] | undefined;
  readonly host?: readonly string[] | undefined;
  readonly port?: number | undefined;
  readonly healthCheckPath?: string | undefined;
  readonly priority?: number | undefined;
  readonly json: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * `groundwork add service`: a service in the files of environments, with a priority of its own where
 * requests reach it. All is tried before anything is written.
 *
 * @throws OperationError when an environment has it, a file cannot be edited, or the stacks do not
 *   come out; then nothing is written
 */
export async function addService(options: AddServiceOptions): Promise<void> {
  const { name, env, signal } = options;
  const configuration = loadConfiguration();
  checked("name", serviceOptions.shape.name, name);
  const http = httpOf(options);
  const environments = chosen(configuration.environments, options);
  const files: SourceFile[] = [];
  for (const environment of environments) {
    const file = `environments/${environment.name}.ts`;
    const found = await readSource(projectRoot, file);
    if (!found)
      throw new OperationError(`${file}: got no such file, expected ${environment.name} there`);
    const text = inFile(file, () => withService(found.text, environment, { name, http }));
    files.push(await formatted({ file, text }, found.text));
  }
  await tryFiles(files, { stacks: stacksOf({ ...configuration, environments }), env, signal });
  await writeSources(projectRoot, files);
  const written = files.map(({ file }) => file);
  if (options.json) {
    sayJson({ service: name, environments: environments.map((one) => one.name), files: written });
    return;
  }
  say(table([["written"], ...written.map((file) => [file])]));
  say(
    `\n${name} runs a placeholder until it has an image. ` +
      (http ? "Requests reach it as its http says." : "No requests reach it: it is a worker."),
  );
  next([
    [ownCommand(`rehearse ${environments[0]!.name}`), "tries it with Terraform, without AWS"],
    [`npx cdktf deploy ${stackId("registry")}`, "makes its repository, for an image to be pushed"],
    [deployLine(environments[0]!), "makes it"],
  ]);
}

/** What is said of requests, each option by the check of the file. */
function httpOf(options: AddServiceOptions): NewHttp | undefined {
  const { shape } = httpOptions;
  const given = {
    paths: options.path && checked("--path", shape.paths, options.path),
    hosts: options.host && checked("--host", shape.hosts, options.host),
    port: options.port && checked("--port", shape.port, options.port),
    priority: options.priority && checked("--priority", shape.priority, options.priority),
    healthCheckPath:
      options.healthCheckPath &&
      checked("--health-check-path", shape.healthCheckPath, options.healthCheckPath),
  };
  const isAsked = options.http || Object.values(given).some((value) => value !== undefined);
  return isAsked ? given : undefined;
}

/** The environments that are meant. */
function chosen(
  environments: readonly Environment[],
  { name, in: names }: AddServiceOptions,
): Environment[] {
  const has = ({ services }: Environment) => services.some((service) => service.name === name);
  const asked = names
    ?.flatMap((one) => one.split(","))
    .map((one) => known("--in", environments, one));
  const taken = asked?.find(has);
  const found = asked ?? environments.filter((environment) => !has(environment));
  if (taken === undefined && found.length > 0) return found;
  throw new OperationError(
    `name: got ${name}, which ${taken?.name ?? "every environment"} has, expected a name that is free`,
  );
}
