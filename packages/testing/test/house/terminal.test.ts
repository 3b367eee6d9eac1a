/** What cdktf uses of it; its types are declared for the name that it has itself. */
interface Terminals {
  spawn(
    file: string,
    args: readonly string[],
    options: object,
  ): {
    onData(listener: (text: string) => void): void;
    onExit(listener: (end: { readonly exitCode: number }) => void): void;
  };
}

const { spawn } = require("@cdktf/node-pty-prebuilt-multiarch") as Terminals;

/*
 * cdktf runs Terraform in a terminal of this library's. Its own fork of it has binaries up to Node.js
 * 22, for Linux on ARM up to 20, and no command of cdktf starts without one: in its place stands the
 * same library with one binary for all versions (package.json).
 */

test("cdktf's commands have a terminal on this Node.js", async () => {
  const child = spawn("sh", ["-c", "test -t 1 && echo a terminal"], {});
  const said: string[] = [];
  child.onData((text) => void said.push(text));
  const code = await new Promise<number>((resolve) => {
    child.onExit(({ exitCode }) => resolve(exitCode));
  });
  expect({ code, said: said.join("").trim() }).toEqual({ code: 0, said: "a terminal" });
});

test("by a binary that is made for no single version of Node.js", () => {
  const { name } = require("@cdktf/node-pty-prebuilt-multiarch/package.json");
  expect(name).toBe("@lydell/node-pty");
});
