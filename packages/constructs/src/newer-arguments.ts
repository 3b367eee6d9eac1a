import {
  Lazy,
  TerraformBackend,
  TerraformProvider,
  type TerraformElement,
  type TerraformProviderGeneratorMetadata,
  type TerraformStack,
} from "cdktf";
import type { IConstruct } from "constructs";
import { check } from "./check";
import { ConfigurationError } from "./configuration-error";
import { isAtLeast, isRelease } from "./release";

/** Of a stack's context: releases of providers, by the providers' names. */
const PINS = "providerVersions";

/**
 * Has a stack demand another release of a provider than the typings are made for. To be called
 * before there is anything in the stack.
 *
 * @param version such as `6.40.0`
 */
export function pinProvider(stack: TerraformStack, provider: string, version: string): void {
  stack.node.setContext(PINS, { ...stack.node.tryGetContext(PINS), [provider]: version });
  stack.addOverride(`terraform.required_providers.${provider}.version`, version);
}

/**
 * Sets arguments that the typings do not know, or did not when this was written: typings that know
 * them change nothing. A resource of a type that they do not know is a `TerraformResource` with all
 * of its arguments given here.
 *
 * @param element a resource, a data source, a provider or a backend
 * @param since the release with which they came: of the element's provider, as `6.40.0`; of
 *   Terraform for a backend
 * @param values by Terraform's own names, within blocks as `rule.0.name`; undefined leaves one out,
 *   and a list takes the place of what was there
 * @throws ConfigurationError when the stack demands an older release, or one that is not known; when
 *   `since` is no release, or a name is none of Terraform's
 */
export function newerArguments(
  element: TerraformElement,
  since: string,
  values: Readonly<Record<string, unknown>>,
): void {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  check(element, "since", since, isRelease(since), "an exact release such as 6.40.0");
  const problems = given.flatMap(([name]) => {
    const problem = isTerraforms(name) ? tooOld(element, since) : NOT_TERRAFORMS;
    return problem === undefined ? [] : [`${element.node.path}.${name}: ${problem}`];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
  for (const [name, value] of given) {
    // cdktf would append a list to the one that the typings make.
    const whole = Array.isArray(value) ? Lazy.anyValue({ produce: () => value }) : value;
    element.addOverride(name, whole);
  }
}

const NOT_TERRAFORMS =
  "got that name, expected Terraform's own, such as force_delete, or rule.0.name in the first block called rule";

const isTerraforms = (name: string): boolean =>
  /^[a-z][a-z0-9_]*(\.(\d+|[a-z][a-z0-9_]*))*$/.test(name);

function tooOld(element: TerraformElement, since: string): string | undefined {
  const runner = TerraformBackend.isBackend(element)
    ? leastTerraform(element)
    : providerOf(element);
  if (runner?.release !== undefined && isAtLeast(runner.release, since)) return undefined;
  return (
    runner &&
    `got ${runner.name} ${runner.release ?? "of an unknown release"}, expected ${since} or newer, with which it came: ${runner.otherwise}`
  );
}

/** What an element is run by, and how that becomes a newer one. */
interface Runner {
  readonly name: string;
  readonly release: string | undefined;
  readonly otherwise: string;
}

/** The oldest one that may run a stack, as GroundworkStack says it; undefined where any may. */
function leastTerraform(backend: IConstruct): Runner | undefined {
  const targets: Record<string, string> = backend.node.tryGetContext("targetVersions") ?? {};
  const [release] = Object.values(targets)
    .flatMap((range) => /\d+\.\d+\.\d+/.exec(range) ?? [])
    .toSorted((one, other) => (isAtLeast(one, other) ? 1 : -1));
  return release === undefined
    ? undefined
    : { name: "Terraform", release, otherwise: "raise what the stack demands" };
}

interface Provided {
  readonly terraformResourceType?: string;
  readonly terraformGeneratorMetadata?: TerraformProviderGeneratorMetadata;
}

function providerOf(element: TerraformElement): Runner {
  const { terraformResourceType: type, terraformGeneratorMetadata: typings }: Provided =
    element as TerraformElement & Provided;
  const name = typings?.providerName ?? (type ?? "").split("_")[0]!;
  const pins: Record<string, string> = element.node.tryGetContext(PINS) ?? {};
  return {
    name: `the provider ${name}`,
    release: pins[name] ?? releaseOf(typings) ?? releaseOf(declared(element, name)),
    otherwise:
      name === "aws"
        ? "set awsProviderVersion in environments/, for one or for the organization"
        : "install a newer package of it",
  };
}

/** Of a resource without typings: those of the provider that its stack has. */
const declared = ({ cdktfStack }: TerraformElement, name: string) =>
  cdktfStack.node
    .findAll()
    .filter((other) => TerraformProvider.isTerraformProvider(other))
    .find(({ terraformResourceType }) => terraformResourceType === name)
    ?.terraformGeneratorMetadata;

/** As cdktf itself writes it into `required_providers`. */
const releaseOf = (typings: TerraformProviderGeneratorMetadata | undefined): string | undefined => {
  const version = typings?.providerVersion;
  return version !== undefined && isRelease(version) ? version : undefined;
};
