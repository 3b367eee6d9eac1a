import { TerraformResource, Tokenization } from "cdktf";
import { hasToken } from "./quick-resolve";

type Attributes = Record<string, unknown>;

/** What cdktf renders a resource from; two of them are for its classes alone. */
interface Parts {
  readonly synthesizeAttributes: () => Readonly<Attributes>;
  readonly terraformMetaArguments: Readonly<Attributes>;
  readonly constructNodeMetadata: Readonly<Attributes>;
}

/** What becomes of an argument; what is undefined then is left out. */
type Take = (value: unknown) => unknown;

type Render = typeof TerraformResource.prototype.toTerraform;

type Rendered = ReturnType<Render>;

const { toTerraform: renderByCdktf, toMetadata: metadataByCdktf } = TerraformResource.prototype;

/**
 * What `toTerraform` of a resource returns, without what is undefined in it, in a third of the time.
 *
 * Of thirty arguments that a type has five are given. cdktf copies all of them, and spells the names
 * of arguments that every resource may have anew, with three regular expressions each. A resource
 * that has more than arguments, dependencies, a provider, a count and a lifecycle, such as an
 * override, a move or a dynamic block, remains cdktf's own affair.
 */
export function renderedResource(resource: TerraformResource): Rendered {
  const isUsual = resource.toTerraform === renderByCdktf;
  const attributes = isUsual ? attributesOf(resource, copied) : undefined;
  if (attributes === undefined) return resource.toTerraform();
  return {
    resource: { [resource.terraformResourceType]: { [resource.friendlyUniqueId]: attributes } },
  };
}

/**
 * Runs what renders resources all along in a way that leaves nearly all of the work to `takeLate`.
 *
 * @returns what `make` returns
 */
export function renderingLate<Made>(make: () => Made): Made {
  const { prototype } = TerraformResource;
  if (prototype.toTerraform !== renderByCdktf) return make();
  prototype.toTerraform = late;
  try {
    return make();
  } finally {
    prototype.toTerraform = renderByCdktf;
  }
}

/** Whoever looks into it, as a class does that changes what its base returns, finds all of it. */
const late: Render = function (this: TerraformResource) {
  if (isChanged(this)) return renderByCdktf.call(this);
  let seen: Rendered | undefined;
  const look = (): Rendered => (seen ??= renderByCdktf.call(this));
  return {
    [UNSEEN]: () => (seen === undefined ? this : undefined),
    get resource() {
      return look().resource;
    },
    set resource(value: unknown) {
      look().resource = value;
    },
  };
};

const UNSEEN = Symbol("unseen");

/**
 * What was rendered late, if it is that and nobody has looked into it.
 *
 * @param take what becomes of each argument
 * @returns undefined where cdktf's own way is to be gone
 */
export function takeLate(whole: { [UNSEEN]?: () => TerraformResource | undefined }, take: Take) {
  const resource = whole[UNSEEN]?.();
  // What was put beside it counts as well.
  if (resource === undefined || Object.keys(whole).length > 1) return undefined;
  const { terraformResourceType: type, friendlyUniqueId: id } = resource;
  const attributes = attributesOf(resource, take);
  return attributes && { type, id, attributes };
}

/** @returns undefined where there is more than this knows */
function attributesOf(resource: TerraformResource, take: Take): Attributes | undefined {
  if (isChanged(resource)) return undefined;
  const parts = resource as unknown as Parts;
  const given = parts.synthesizeAttributes();
  const ofAll = spelledOfAll(parts.terraformMetaArguments);
  if (ofAll === undefined) return undefined;
  const made: Attributes = {};
  for (const name of Object.keys(given)) {
    const value = given[name];
    if (value === undefined) continue;
    if (OF_ALL.has(name) || hasToken(name) || holdsDynamicBlock(value)) return undefined;
    const taken = take(value);
    if (taken !== undefined) made[name] = taken;
  }
  for (const name of Object.keys(ofAll)) made[name] = take(ofAll[name]);
  made["//"] = take({ ...parts.constructNodeMetadata });
  return made;
}

/** Whether there are overrides, provisioners, an import or a move. */
function isChanged(resource: TerraformResource): boolean {
  if (resource.toMetadata !== metadataByCdktf || resource.provisioners !== undefined) return true;
  const metadata: Attributes = resource.toMetadata();
  return Object.values(metadata).some((value) => value !== undefined);
}

/** What cdktf adds to a resource's arguments, or leaves out if it is undefined. */
const OF_ALL = new Set([
  ...["//", "connection", "count", "depends_on", "dynamic", "for_each"],
  ...["lifecycle", "provider", "provisioner"],
]);

const isObject = (value: unknown): value is Attributes =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a block is made for each of several values, for which it stands elsewhere in the JSON. */
function holdsDynamicBlock(value: unknown): boolean {
  if (!isObject(value)) return false;
  return value.constructor === Object
    ? Object.values(value).some(holdsDynamicBlock)
    : "toTerraformDynamicBlockJson" in value;
}

/** As deep as cdktf copies. */
function copied(value: unknown): unknown {
  if (!isObject(value) || value.constructor !== Object) return value;
  const made: Attributes = {};
  for (const name of Object.keys(value)) {
    const item = copied(value[name]);
    if (item !== undefined) made[name] = item;
  }
  return made;
}

/** @returns undefined where there is more than this knows */
function spelledOfAll(given: Readonly<Attributes>): Attributes | undefined {
  const made: Attributes = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (name === "dependsOn" && isTexts(value)) made["depends_on"] = value;
    else if (name === "provider" && typeof value === "string") made[name] = value;
    else if (name === "count" && typeof value !== "object") made[name] = value;
    else if (name === "lifecycle") made[name] = spelledLifecycle(value as Attributes);
    else return undefined;
  }
  return "lifecycle" in made && made["lifecycle"] === undefined ? undefined : made;
}

/** Words of a lifecycle by their names in Terraform. */
const OF_LIFECYCLE: Readonly<Record<string, string>> = {
  createBeforeDestroy: "create_before_destroy",
  ignoreChanges: "ignore_changes",
  preventDestroy: "prevent_destroy",
  replaceTriggeredBy: "replace_triggered_by",
};

/** @returns undefined where there is more than this knows */
function spelledLifecycle(lifecycle: Readonly<Attributes>): Attributes | undefined {
  const made: Attributes = {};
  for (const [name, value] of Object.entries(lifecycle)) {
    if (value === undefined) continue;
    const word = OF_LIFECYCLE[name];
    if (word !== undefined && (typeof value !== "object" || isTexts(value))) made[word] = value;
    else if (/^(pre|post)condition$/.test(name) && areConditions(value)) {
      made[name] = value.map(({ condition, errorMessage: error_message }) => ({
        condition,
        error_message,
      }));
    } else return undefined;
  }
  return made;
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

const areConditions = (value: unknown): value is readonly Readonly<Attributes>[] =>
  Array.isArray(value) &&
  value.every((item: Readonly<Attributes>) =>
    Object.entries(item).every(
      ([name, part]) =>
        ["condition", "errorMessage"].includes(name) &&
        (typeof part !== "object" || Tokenization.isResolvable(part)),
    ),
  );
