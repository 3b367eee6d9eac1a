import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { loadConfiguration } from "../core/configured";
import { clientOf } from "../core/aws/client";
import { parametersBy } from "../core/aws/parameters";
import { emulatorEndpoint } from "../core/endpoint";
import { environmentOf } from "../core/stack-of";
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
  let known: Parameters = new Map();
  if (names.length === 0) return known;
  await withParameterStore(stack, env, async (ssm) => {
    known = await parametersBy(ssm, names);
  });
  return known;
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

/**
 * Puts what the stand-ins of parameters have where their provider would have put it.
 *
 * @param state of the stack, as JSON
 */
export async function putParameters(
  stack: string,
  state: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { resources = [] } = JSON.parse(state || "{}") as { readonly resources?: StateResource[] };
  const given = resources
    .filter(({ type, name }) => type === "terraform_data" && name.startsWith(`${TYPE}__`))
    .flatMap(({ instances }) => instances.map(({ attributes }) => attributes.input.value));
  if (given.length === 0) return;
  await withParameterStore(stack, env, async (ssm) => {
    for (const { name: Name, type: Type, insecure_value, value: Value = insecure_value } of given) {
      await ssm.send(new PutParameterCommand({ Name, Type, Value, Overwrite: true }));
    }
  });
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

async function withParameterStore(
  stack: string,
  env: NodeJS.ProcessEnv,
  work: (ssm: SSMClient) => Promise<void>,
): Promise<void> {
  const environment = environmentOf(stack, loadConfiguration());
  const endpoint = emulatorEndpoint(env);
  if (environment === undefined || endpoint === undefined) return;
  const { region, accountId } = environment;
  // Emulators take a key id of 12 digits for the account.
  const credentials = { accessKeyId: accountId, secretAccessKey: "stand-ins" };
  const ssm = clientOf("SSM", SSMClient, { region, env, endpoint, credentials });
  try {
    await work(ssm);
  } finally {
    ssm.destroy();
  }
}
