import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** Bytes of a comment. */
const LIMIT = 60_000;

/** The comments in a folder, by their file, with the list of them. */
export async function commentsIn(out: string) {
  const list = JSON.parse(await readFile(path.join(out, "comments.json"), "utf8"));
  const files = (await readdir(out)).filter((file) => file !== "comments.json").toSorted();
  expect(list.map(({ file }: { file: string }) => file).toSorted()).toEqual(files);
  const texts = await Promise.all(files.map((file) => readFile(path.join(out, file), "utf8")));
  for (const [index, text] of texts.entries()) {
    const { marker } = list.find(({ file }: { file: string }) => file === files[index]);
    expect(text.split("\n")[0]).toBe(marker);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT);
  }
  return Object.fromEntries(files.map((file, index) => [file, texts[index]!]));
}
