import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { OperationError } from "../../core/errors";
import { readStackJson } from "../../core/project";
import { shellWord } from "../../core/shell-word";
import type { OpenState } from "../open";
import type { Source } from "./migration-source";
import type { Release } from "../../terraform/release";
import { fitProviders, providersIn, providersOf, type StateProvider } from "./state-providers";

/**
 * Sees to it that a stack will be able to initialise with a state: `terraform init` ends in an error
 * when it cannot install a provider of the state, and the state is moved by then.
 *
 * @param text of the source's state
 * @param product that works on the stack
 * @returns providers that the stack does not name, but that can be installed
 * @throws OperationError with the command that mends the source
 */
export async function checkProviders(
  { stack, synthesizedDir, terraform }: Pick<OpenState, "stack" | "synthesizedDir" | "terraform">,
  source: Pick<Source, "name" | "terraformIn">,
  text: string,
  product: Release["product"],
): Promise<readonly StateProvider[]> {
  const declared = providersOf(await readStackJson(synthesizedDir), product);
  const { misfits, extra } = fitProviders(providersIn(text, product), declared, product);
  const refusal = (why: readonly string[], mend: readonly string[]) =>
    new OperationError(
      `${source.name}: ${stack} could not be initialised with this state: ${why.join("; ")}. ` +
        ["Nothing was moved.", ...mend].join(" "),
    );
  if (misfits.length > 0) {
    const commands = misfits.flatMap(({ name, instead }) =>
      instead === undefined ? [] : [terraform.command(`state replace-provider ${name} ${instead}`)],
    );
    throw refusal(
      misfits.map(({ name, instead, declared, addresses }) =>
        instead === undefined
          ? `${product} does not read the provider ${name} of ${some(addresses)}`
          : `got the provider ${name} of ${some(addresses)}, expected ${instead}` +
            (declared ? "" : `, which ${stack} has to declare besides`),
      ),
      commands.length > 0
        ? [`First, ${source.terraformIn}: ${commands.join(" && ")}; then this again`]
        : [],
    );
  }
  const reason = extra.length > 0 ? await whyNotInstalled(terraform, extra) : undefined;
  if (reason === undefined) return extra;
  const addresses = extra.flatMap((provider) => provider.addresses.map(shellWord));
  throw refusal(
    extra.map(({ name, addresses }) => `${stack} has no provider ${name} for ${some(addresses)}`),
    [
      "Declare these in the stack with their provider; or take them out of the state, " +
        `${source.terraformIn}: ${terraform.command(`state rm ${addresses.join(" ")}`)}; then this again.`,
      `${product} says: ${reason}`,
    ],
  );
}

/** How many addresses are named before the rest is counted. */
const NAMED = 3;

function some(addresses: readonly string[]): string {
  const more = addresses.length - NAMED;
  if (addresses.length === 0) return "a resource without instances";
  return addresses.slice(0, NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Characters of what Terraform says: enough for what it could not have. */
const REASON_MAX = 600;

/** Has Terraform install providers in a folder of their own, as it has to for a state that has them. */
async function whyNotInstalled(
  terraform: OpenState["terraform"],
  providers: readonly StateProvider[],
): Promise<string | undefined> {
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-providers-"));
  const required = providers.map(
    ({ name }, index) => [`needed${index}`, { source: name }] as const,
  );
  const configuration = { terraform: { required_providers: Object.fromEntries(required) } };
  try {
    await writeFile(path.join(dir, "main.tf.json"), JSON.stringify(configuration));
    await terraform.in(dir).init("-backend=false");
    return undefined;
  } catch (error) {
    if (error instanceof OperationError) {
      return /Error: [^]*|$/.exec(error.message)![0].replaceAll(/\s+/g, " ").slice(0, REASON_MAX);
    }
    throw error;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
