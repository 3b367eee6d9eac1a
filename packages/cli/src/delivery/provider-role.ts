import type { Configuration } from "@groundwork/configuration";
import { ownerOf } from "@groundwork/configuration/names";
import { memberOf } from "@groundwork/configuration/member-roles";
import { PROVIDER_ROLE_VARIABLE } from "@groundwork/constructs/stack/options";
import { loadConfiguration } from "../core/configured";
import { entryTo } from "../core/aws/member";
import { environmentOf } from "../core/stack-of";
import type { Credentials } from "../terraform/terraform";

type Reader = () => Promise<Credentials>;

const VARIABLE = `TF_VAR_${PROVIDER_ROLE_VARIABLE}`;

/**
 * Says to Terraform which role the AWS provider takes on in an environment's own account: the one
 * there that trusts whoever runs this, as it differs between plan and apply. It is taken on once
 * before, since the provider does not tell what to do where it is refused.
 *
 * @returns undefined where the environment has no account of its own, or the variable is set already
 */
export function providerRole(
  stack: string,
  env: NodeJS.ProcessEnv,
  configuration: Configuration = loadConfiguration(),
): Reader | undefined {
  const environment =
    memberOf(configuration, ownerOf(stack))?.environment ?? environmentOf(stack, configuration);
  const enter = environment && !env[VARIABLE] && entryTo(environment, env, configuration);
  if (!enter) return undefined;
  return async () => {
    const { roleArn } = await enter();
    return { variables: { [VARIABLE]: roleArn }, mask: (text) => text };
  };
}

/** What several readers read, one after another. */
export function together(readers: readonly (Reader | undefined)[]): Reader | undefined {
  const asked = readers.filter((reader) => reader !== undefined);
  if (asked.length < 2) return asked[0];
  return async () => {
    const read: Credentials[] = [];
    for (const reader of asked) read.push(await reader());
    return {
      variables: Object.assign({}, ...read.map(({ variables }) => variables)),
      mask: (text) => read.reduce((masked, { mask }) => mask(masked), text),
    };
  };
}
