import type { TerraformConfiguration } from "./stand-ins";
import { isBlock, pick } from "./json";

/**
 * A stack without the ephemeral variables that only its providers read: they go with them. One that
 * anything else reads stays, and has no stand-in.
 */
export function withoutProviderVariables(json: TerraformConfiguration): TerraformConfiguration {
  const { provider: _, variable, ...others } = json;
  if (variable === undefined) return json;
  const read = JSON.stringify(others);
  const isProviders = (name: string) => {
    const body = variable[name];
    return isBlock(body) && body["ephemeral"] === true && !namesVariable(read, name);
  };
  const kept = pick(variable, (name) => !isProviders(name));
  // Terraform refuses a part without anything in it.
  const { variable: __, ...rest } = json;
  return Object.keys(kept).length === 0 ? rest : { ...rest, variable: kept };
}

const namesVariable = (text: string, name: string): boolean =>
  new RegExp(`\\bvar(\\.${name}(?![\\w-])|\\[\\\\"${name}\\\\"\\])`).test(text);
