import type { TerraformConfiguration } from "./stand-ins";
import { isBlock, pick } from "./json";

/**
 * A stack without the ephemeral variables that only its providers read: they go with them. One that
 * anything else reads stays, and has no stand-in.
 */
export function withoutProviderVariables(json: TerraformConfiguration): TerraformConfiguration {
  const { provider = {}, variable, ...others } = json;
  if (variable === undefined) return json;
  const [byProviders, byOthers] = [provider, others].map((part) => JSON.stringify(part));
  const isProviders = (name: string) => {
    const body = variable[name];
    const isRead = namesVariable(byProviders!, name) && !namesVariable(byOthers!, name);
    return isRead && isBlock(body) && body["ephemeral"] === true;
  };
  const kept = pick(variable, (name) => !isProviders(name));
  // Terraform refuses a part without anything in it.
  const { variable: _, ...rest } = json;
  return Object.keys(kept).length === 0 ? rest : { ...rest, variable: kept };
}

const namesVariable = (text: string, name: string): boolean =>
  new RegExp(`\\bvar(\\.${name}(?![\\w-])|\\[\\\\"${name}\\\\"\\])`).test(text);
