import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/**
 * Where two synths of one app differ in what Terraform reads, but for the version and the source of
 * providers, which are each engine's own; comments are none of Terraform's.
 *
 * @param before cdktf.out of the one @param after and of the other
 * @returns a line for each difference, as `dev-stack: resource.aws_vpc.network.tags`
 */
export async function differences(before: string, after: string): Promise<string[]> {
  const names = new Set([...(await stacksIn(before)), ...(await stacksIn(after))]);
  const found = [...names].toSorted().map(async (name) => {
    const [one, other] = await Promise.all([stackJson(before, name), stackJson(after, name)]);
    return differing(one, other).map((place) => `${name}: ${place || "the whole stack"}`);
  });
  return (await Promise.all(found)).flat();
}

const stacksIn = (outDir: string): Promise<string[]> => readdir(path.join(outDir, "stacks"));

async function stackJson(outDir: string, name: string): Promise<unknown> {
  const file = path.join(outDir, "stacks", name, "cdk.tf.json");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const json = JSON.parse(text, (key, value) => (key === "//" ? undefined : value));
  delete json.terraform?.required_providers;
  return json;
}

function differing(one: unknown, other: unknown, place = ""): string[] {
  if (isObject(one) && isObject(other) && Array.isArray(one) === Array.isArray(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].flatMap((key) =>
      differing(one[key], other[key], place === "" ? key : `${place}.${key}`),
    );
  }
  return one === other ? [] : [place];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
