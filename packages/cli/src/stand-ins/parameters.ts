import { emulatorAccess } from "../core/aws/emulator-access";
import { parametersBy, withParameterStore, writeParameter } from "../core/aws/parameters";
import type { AwsAccess } from "../core/aws/client";
import { emulatorEndpoint } from "../core/endpoint";
import { environmentOf } from "../core/stack-of";
import type { Terraform } from "../terraform/terraform";
import type { Block } from "./json";

/*
 * The layers of an environment know each other by parameters. So those of stand-ins cross from stack
 * to stack, too: the emulator gets what the stand-in of one has, and is asked for it.
 */

/** Values of parameters, by their names. */
export type Parameters = ReadonlyMap<string, string>;

const TYPE = "aws_ssm_parameter";

/**
 * What the emulator has of the parameters that a stack reads.
 *
 * @returns none where there is no emulator, or the stack is no environment's
 */
export async function readParameters(
  stack: string,
  json: { readonly data?: Block },
  env: NodeJS.ProcessEnv,
): Promise<Parameters> {
  const blocks = Object.values((json.data?.[TYPE] ?? {}) as Record<string, Block>);
  const names = blocks.map(({ name }) => String(name)).filter((name) => !name.includes("${"));
  const access = names.length === 0 ? undefined : accessOf(stack, env);
  return access === undefined
    ? new Map()
    : withParameterStore(access, (ssm) => parametersBy(ssm, names));
}

/** What a data source finds. */
export function foundBy(address: string, { name }: Block, parameters: Parameters): Block {
  const isRead = address.startsWith(`data.${TYPE}.`);
  const value = isRead ? parameters.get(String(name)) : undefined;
  return value === undefined ? {} : { value, insecure_value: value };
}

/**
 * A list that is read, in the form in which a stack writes one: schemas of providers make no difference
 * between the two, and Terraform would see one in a stand-in of what reads the list in a stack of its own
 * and has the values themselves in another.
 */
export const asWritten = (text: string): string =>
  text.replaceAll(
    /\bsplit\(",", (data\.aws_ssm_parameter\.[\w-]+\.insecure_value)\)/g,
    '[for one in split(",", $1) : one]',
  );

/** Puts what the stand-ins of parameters in a stack's state have where their provider would have put it. */
export async function putParameters(
  stack: string,
  terraform: Pick<Terraform, "pullState">,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const state: State = JSON.parse((await terraform.pullState()) || "{}");
  const { resources = [] } = state;
  const given = resources
    .filter(({ type, name }) => type === "terraform_data" && name.startsWith(`${TYPE}__`))
    .flatMap(({ instances }) => instances.map(({ attributes }) => attributes.input.value));
  const access = given.length === 0 ? undefined : accessOf(stack, env);
  if (access === undefined) return;
  await withParameterStore(access, async (ssm) => {
    for (const { name: Name, type: Type, insecure_value, value: Value = insecure_value } of given) {
      await writeParameter(ssm, { Name, Type, Value });
    }
  });
}

interface State {
  readonly resources?: readonly StateResource[];
}

interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly instances: readonly {
    readonly attributes: { readonly input: { readonly value: ParameterInput } };
  }[];
}

interface ParameterInput {
  readonly name: string;
  readonly type: "String" | "StringList";
  readonly insecure_value?: string;
  readonly value?: string;
}

/** Where the emulator is asked; undefined where there is none, or the stack is no environment's. */
function accessOf(stack: string, env: NodeJS.ProcessEnv): AwsAccess | undefined {
  const environment = environmentOf(stack);
  const endpoint = emulatorEndpoint(env);
  return environment === undefined || endpoint === undefined
    ? undefined
    : { ...emulatorAccess(environment, endpoint), env };
}
