import type { StackJson } from "./written-stacks";

/** Something that a stack declares, and Terraform has an address for. */
export interface Element {
  /** As `aws_ecs_service.web`, `data.aws_vpcs.here` or `module.db`. */
  readonly address: string;
  readonly kind: ElementKind;
  /** Of a resource or data source; `module` of a module's call. */
  readonly type: string;
  /** Path of its construct, as `dev-stack/services/web/service`. */
  readonly path?: string | undefined;
  /** What the provider, or the module, is given. */
  readonly given: Block;
  /** What Terraform itself reads: `lifecycle`, `depends_on`, `count` and others. */
  readonly meta: Block;
}

export type ElementKind = "resource" | "data" | "ephemeral" | "module";

export type Block = Readonly<Record<string, unknown>>;

export const isBlock = (value: unknown): value is Block =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Arguments that Terraform itself reads, of every kind of element. */
const META = /^(count|for_each|depends_on|lifecycle|provider|providers|provisioner|connection)$/;

/** All that a stack declares with an address, by that. */
export function elementsOf(stack: StackJson): Map<string, Element> {
  const elements = new Map<string, Element>();
  const add = (element: Omit<Element, "given" | "meta" | "path">, body: Block) => {
    const { "//": notes, ...all } = body;
    const isMeta = ([key]: [string, unknown]) => META.test(key);
    const entries = Object.entries(all);
    elements.set(element.address, {
      ...element,
      path: pathIn(notes),
      given: Object.fromEntries(entries.filter((entry) => !isMeta(entry))),
      meta: Object.fromEntries(entries.filter(isMeta)),
    });
  };
  for (const kind of ["resource", "data", "ephemeral"] as const) {
    for (const [type, named] of Object.entries(blockAt(stack, kind))) {
      for (const [name, body] of Object.entries(isBlock(named) ? named : {})) {
        const address = `${kind === "resource" ? "" : `${kind}.`}${type}.${name}`;
        if (isBlock(body)) add({ address, kind, type }, body);
      }
    }
  }
  for (const [name, body] of Object.entries(blockAt(stack, "module"))) {
    if (isBlock(body)) add({ address: `module.${name}`, kind: "module", type: "module" }, body);
  }
  return elements;
}

function pathIn(notes: unknown): string | undefined {
  const { metadata } = (notes ?? {}) as { metadata?: { path?: unknown } };
  return typeof metadata?.path === "string" ? metadata.path : undefined;
}

/** A part of a stack's JSON, empty where there is none. */
export const blockAt = (stack: StackJson, key: string): Block => {
  const part = stack[key];
  return isBlock(part) ? part : {};
};

/** Parts of a stack that are no elements: an address, or several, tell nothing of them. */
const NOT_SETTINGS = /^(\/\/|resource|data|ephemeral|module|moved|removed|import)$/;

/** What else a stack says, by a name for each part: `provider.aws`, `output.url`, `terraform.backend`. */
export function settingsOf(stack: StackJson): Map<string, unknown> {
  const settings = new Map<string, unknown>();
  for (const [kind, part] of Object.entries(stack)) {
    if (NOT_SETTINGS.test(kind)) continue;
    for (const [name, value] of Object.entries(isBlock(part) ? part : { "": part })) {
      settings.set(name === "" ? kind : `${kind === "locals" ? "local" : kind}.${name}`, value);
    }
  }
  return settings;
}
