import type { Environment } from "@groundwork/configuration";
import { stackId } from "@groundwork/configuration/names";
import { stacksIn } from "@groundwork/configuration/place-names";
import { askedEnvironment } from "../../core/asked-environment";
import type { AwsAccess } from "../../core/aws/client";
import { accessIn } from "../../core/aws/member";
import { loadConfiguration } from "../../core/configured";
import { OperationError } from "../../core/errors";
import type { OptionEdit } from "../../sources/option-edit";

/** Whose things are taken over, and where their ids are written. */
export interface Target {
  /** As `dev`, or `registry`. */
  readonly name: string;
  /** Undefined for what all environments share. */
  readonly environment: Environment | undefined;
  readonly accountId: string;
  readonly access: AwsAccess;
  /** Ids of its stacks, which share out the paths. */
  readonly stackIds: readonly string[];
  /** What its `imports` say so far. */
  readonly imports: Readonly<Record<string, string>>;
  /** Where they stand. */
  readonly option: Omit<OptionEdit, "value">;
  /** What goes with the last of them. */
  readonly emptied: Omit<OptionEdit, "value">;
}

/** What all environments share, and can be taken over: bootstrap takes up what there is itself. */
const SHARED = ["registry", "delivery"] as const;

/**
 * Whose things a name means: an environment's, or those of registry-stack or delivery-stack.
 *
 * @throws OperationError when there is no such environment, or it is one of several places
 */
export function targetOf(name: string, env: NodeJS.ProcessEnv): Target {
  const configuration = loadConfiguration();
  const { organization } = configuration;
  const shared = SHARED.find((one) => name === one || name === stackId(one));
  if (shared !== undefined) {
    const { accountId, region, imports } = organization;
    const isAlone = SHARED.every((one) => one === shared || Object.keys(imports[one]).length === 0);
    const option = { environment: undefined, steps: ["imports", shared] };
    return {
      name: shared,
      environment: undefined,
      accountId,
      access: { region, env },
      stackIds: [stackId(shared)],
      imports: imports[shared],
      option,
      emptied: isAlone ? { ...option, steps: ["imports"] } : option,
    };
  }
  const environment = askedEnvironment(name, configuration);
  if (environment.place !== undefined) {
    throw new OperationError(
      `got ${name}, a place of ${environment.name}, expected an environment. What ${environment.place.stack} takes over stands in differences: (place) => place.region === "${environment.region}" ? { imports: { "network/vpc": "vpc-..." } } : {}; groundwork unmanaged --region ${environment.region} tells the ids`,
    );
  }
  const option = { environment: environment.name, steps: ["imports"] };
  return {
    name: environment.name,
    environment,
    accountId: environment.accountId,
    access: accessIn(environment, env),
    stackIds: stacksIn(environment).map(({ id }) => id),
    imports: environment.imports,
    option,
    emptied: option,
  };
}
