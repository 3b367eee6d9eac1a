/**
 * Turns the Terraform JSON of a stack into one that real Terraform applies without any provider:
 * each resource, data source and ephemeral resource becomes a `terraform_data` of the same type and
 * name, a stand-in. A module becomes one as well: nobody looks into it, its inputs are kept, and its
 * outputs are made up as they are used. Graph, order, lifecycle, backend, state and outputs stay
 * real; what providers would say does not.
 */
import { parseAddress } from "../terraform/address";
import { isBuiltIn, isModule, standInAddress } from "./addresses";
import { bare, gone, ignoredPaths, metaArguments, ofCall, rehearsedStep, repeats } from "./blocks";
import { isBlock, map, pick, type Block, type Json } from "./json";
import { fill, isGiven, madeUp } from "./made-up";
import { outsideModules } from "./moves";
import { asWritten, foundBy, type Parameters } from "./parameters";
import { useOfArgument } from "./operands";
import { withoutProviderVariables } from "./provider-variables";
import { type Reference, type Replacement, rewrite, type Scope } from "./references";
import { scan, type Scanned } from "./scanner";
import { toldOf, Wanted } from "./wanted";

type Kind = "terraform" | "provider" | "variable" | "locals" | "output" | "check" | Declared;
type Declared = "resource" | "data" | "ephemeral" | "module";

/** The parts of a `cdk.tf.json` that are read and written. */
export type TerraformConfiguration = {
  readonly [kind in Kind]?: Block;
} & { readonly [kind in "moved" | "removed"]?: Block[] };

/**
 * Stands in for a synthesized stack. Each problem is one line for people: what cannot work in
 * this stack, in its own addresses. With problems, Terraform will refuse the configuration.
 * Of the parameters that the stack reads, what is known is taken; the rest is made up.
 */
export function standIn(
  stackName: string,
  whole: TerraformConfiguration,
  parameters: Parameters = new Map(),
): { configuration: TerraformConfiguration; problems: string[] } {
  const json = withoutProviderVariables(whole);
  // What to make up is known only when every reference has been seen, hence twice.
  const survey = new Translation(json, new Map(), parameters);
  survey.translate();
  const translation = new Translation(json, survey.reads(), parameters);
  const configuration = translation.translate();
  const problems = [...translation.problems].map((problem) => `${stackName}: ${problem}`);
  return { configuration, problems };
}

/** One pass over a stack. */
class Translation {
  readonly problems = new Set<string>();
  private readonly declared = new Map<string, Block>();
  private readonly seen: { reference: Reference; target: string }[] = [];
  /** The block at work: as problems name it, and what `self` and `each` are in it. */
  private site = "";
  private scope: Scope = new Map();
  /** References of configuration that is dropped. */
  private edges: string[] = [];

  constructor(
    private readonly json: TerraformConfiguration,
    private readonly wanted: ReadonlyMap<string, Wanted>,
    private readonly parameters: Parameters,
  ) {
    const declare = (types: Json, prefix: string) => {
      for (const [type, bodies] of Object.entries(types ?? {}))
        for (const [name, body] of Object.entries(bodies as Block))
          this.declared.set(`${prefix}${type}.${name}`, body as Block);
    };
    declare(json.resource, "");
    declare(json.data, "data.");
    declare(json.ephemeral, "ephemeral.");
    for (const [name, body] of Object.entries(json.module ?? {}))
      this.declared.set(`module.${name}`, body as Block);
    // A data source that fails within a check is only a warning. A stand-in does not fail.
    for (const check of Object.values(json.check ?? {})) declare((check as Block)["data"], "data.");
  }

  translate(): TerraformConfiguration {
    const result: Record<string, Json> = {};
    for (const [kind, part] of Object.entries(this.json)) {
      const named = (read: (body: Json) => Json) =>
        map(part, (body, name) => {
          this.site = `${kind === "locals" ? "local" : kind}.${name}`;
          return read(body);
        });
      if (kind === "terraform") result[kind] = pick(part, (key) => key !== "required_providers");
      if (kind === "locals") result[kind] = named((value) => this.value(value));
      if (kind === "variable") named((body) => this.expectKept(body as Block));
      if (/^(variable|output|check)$/.test(kind)) result[kind] = named((body) => this.block(body));
      // Providers go, but what they refer to must exist.
      if (kind === "provider") named((body) => this.value(body));
    }
    const { moved, removed } = outsideModules(this.json);
    if (moved) result["moved"] = this.block(moved);
    if (removed) result["removed"] = this.block(removed);
    for (const [address, body] of this.declared) {
      const { mode, type = "", name = "" } = parseAddress(standInAddress(address)) ?? {};
      const kind = mode === "data" ? "data" : "resource";
      const types = (result[kind] ??= {}) as Record<string, Block>;
      (types[type] ??= {})[name] = this.standIn(address, body);
    }
    return result as TerraformConfiguration;
  }

  /** What something reads, by the address of what it reads it of. */
  reads(): Map<string, Wanted> {
    const reads = new Map<string, Wanted>();
    for (const { reference, target } of this.seen) {
      const wanted = reads.get(target) ?? new Wanted();
      wanted.add(reference, this.declared.get(target));
      reads.set(target, wanted);
    }
    return reads;
  }

  /** The value of a variable that Terraform must not keep would be in the state of a stand-in. */
  private expectKept({ ephemeral }: Block): undefined {
    if (ephemeral !== undefined && ephemeral !== false) this.noStandIn("is ephemeral");
  }

  private noStandIn(what: string): void {
    const next = "which has no stand-in; rehearse with the true providers";
    this.problems.add(`${this.site} ${what}, ${next}`);
  }

  private standIn(address: string, body: Block): Block {
    this.site = address;
    this.scope = new Map([["each", this.scan(body["for_each"], "for_each").value]]);
    this.edges = [];
    const notOwn = isModule(address) ? ofCall : gone;
    const isOwn = (key: string) => !metaArguments.test(key) && !notOwn.test(key);
    const own = {
      ...(this.value(pick(body, isOwn)) as Block),
      ...foundBy(address, body, this.parameters),
    };
    const meta = this.block(pick(body, (key) => metaArguments.test(key))) as Block;
    this.scope = new Map();
    const order = [meta["depends_on"] ?? [], this.edges].flat();
    if (order.length > 0) meta["depends_on"] = [...new Set(order)];
    if (isBuiltIn(address)) {
      const step = address.startsWith("terraform_data.") ? rehearsedStep(body) : {};
      return { ...own, ...(this.value(step) as Block), ...meta };
    }

    const wanted = this.wanted.get(address) ?? new Wanted();
    const made = (given: Json) =>
      fill(given, [...wanted.paths, ...toldOf(address)], {
        value: (trail) => madeUp(address, trail, body, wanted.kindOf(trail)),
        isMap: (trail) => wanted.kindOf(trail) === "map",
      });
    if (isModule(address)) {
      const { source, version } = body;
      const outputs = made({});
      return { input: map({ source, version, inputs: own, outputs }, (value) => value), ...meta };
    }
    // Providers take an argument that is not given for null. Terraform ignores changes only of
    // arguments that the last state has, so the stand-in has the null too.
    const ignored = ignoredPaths(address, body).map((steps) =>
      isGiven(own, steps.slice(0, 1)) ? steps : steps.slice(0, 1),
    );
    return { input: fill(made(own), ignored, { value: () => null }), ...meta };
  }

  /** A block of Terraform's own: some of its arguments are no templates. */
  private block(json: Json): Json {
    if (Array.isArray(json)) return json.map((item) => this.block(item));
    return map(json, (value, key) => {
      if (gone.test(key) || key === "data") return undefined;
      if (key === "lifecycle") return this.block(value);
      if (key === "ignore_changes" && Array.isArray(value) && !isBuiltIn(this.site))
        return value.map((path) => `input.${path}`);
      return this.value(value, key);
    });
  }

  private value(json: Json, argument = ""): Json {
    if (typeof json === "string") return this.text(asWritten(json), argument);
    if (Array.isArray(json)) return json.map((item) => this.value(item, argument));
    if (typeof json !== "object" || json === null) return json;
    return map(
      json,
      (value, key) =>
        key === "dynamic" && isBlock(value)
          ? map(value, (b, label) => this.dynamic(b, label))
          : this.value(value, argument),
      (key) => this.text(key, argument),
    );
  }

  /** The content means nothing without its block, so it goes; what it depends on stays. */
  private dynamic(json: Json, label: string): Json {
    if (Array.isArray(json)) return json.map((item) => this.dynamic(item, label));
    if (typeof json !== "object" || !json || !("content" in json)) return this.value(json);
    const [outer, before] = [this.scope, this.seen.length];
    this.scope = new Map(outer).set(String(json["iterator"] ?? label), []);
    this.value(json["content"]);
    this.scope = outer;
    this.edges.push(...this.seen.slice(before).map(({ target }) => standInAddress(target)));
    return { for_each: this.value(json["for_each"]) };
  }

  private text(text: string, argument: string): string {
    const { references } = this.scan(text, argument);
    return rewrite(text, references, (reference) => this.replacement(reference, argument));
  }

  private scan(json: Json, argument: string): Scanned {
    const text = typeof json === "string" ? json : "";
    const kind = bare.test(argument) && !text.includes("${") ? "expression" : "template";
    const found = scan(text, kind, this.scope);
    for (const name of found.calls)
      if (name.startsWith("provider::")) this.noStandIn(`calls ${name}`);
    for (const reference of found.references) {
      reference.uses.push(...useOfArgument(argument, text, reference));
      const target = reference.address === "self" ? this.site : reference.address;
      if (!bare.test(argument)) this.seen.push({ reference, target });
      if (!this.declared.has(target) && argument !== "from" && argument !== "to")
        this.problems.add(
          `${this.site} refers to ${target}, which the stack does not declare; ` +
            `declare it there, or give what is needed of it as plain configuration`,
        );
    }
    return found;
  }

  private replacement(reference: Reference, argument: string): Replacement {
    const isSelf = reference.address === "self";
    const target = isSelf ? this.site : reference.address;
    const root = isSelf ? "self" : standInAddress(target);
    const body = this.declared.get(target);
    const [path = []] = reference.paths;
    if (isBuiltIn(target) || /^(depends_on|from|to)$/.test(argument)) return [root, ""];
    // Terraform knows an input when it plans, an output not. So with AWS: it knows what is given
    // and what data sources found. Providers also know some of the rest, nobody can say which; a
    // valid stack must not fail for it, so whatever decides how many there are counts as known. Of
    // outputs of a module nobody can say anything: an output may be one of its inputs.
    const isOutput = isModule(target);
    const isGivenPath = path.length > 0 && !isOutput && isGiven(body, path);
    // A made-up value never changes; the id does, when the stand-in is replaced.
    if (argument === "replace_triggered_by" && !isGivenPath)
      return [root, path.length > 0 ? ".id" : "", true];
    const known =
      isGivenPath || isOutput || target.startsWith("data.") || /^(count|for_each)$/.test(argument);
    const side = isOutput ? ".input.outputs" : known ? ".input" : ".output";
    if (isSelf || reference.keyed || path.length > 0 || !repeats(body)) return [root, side];
    if (body?.["for_each"] === undefined) return [`${root}[*]`, side];
    return [`{ for k, v in ${root}`, ` : k => v${side} }`];
  }
}
