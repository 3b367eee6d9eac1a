import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { ownCommand } from "@groundwork/constructs/own-command";
import { checkoutRoot, run } from "@groundwork/testing/project";

jest.setTimeout(60_000);

// npm has a package of a stranger's named groundwork, and npx fetches what it finds no bin for.
let dir: string;
let registry: Server;
const requests: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-npx-"));
  registry = createServer((request, response) => {
    requests.push(String(request.url));
    response.writeHead(404).end("{}");
  });
  await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  registry.close();
  await rm(dir, { recursive: true });
});

test("npx groundwork, in a renamed clone without node_modules, runs its own and asks for no other", async () => {
  const clone = path.join(dir, "our infra, 그라운드");
  const top = ["package.json", "package-lock.json", ".npmrc", "cdktf.json", "tsconfig.json"];
  const own = ["package.json", "bin", "prepare", "kept-code"].map((name) => `packages/cli/${name}`);
  for (const name of [...top, ...own]) {
    await cp(path.join(checkoutRoot, name), path.join(clone, name), { recursive: true });
  }
  const env = {
    npm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}`,
    npm_config_cache: path.join(dir, "cache"),
    npm_config_update_notifier: "false",
  };
  // In the place of what is compiled.
  await mkdir(path.join(clone, "packages/cli/dist"));
  await writeFile(
    path.join(clone, "packages/cli/dist/cli.js"),
    'console.log("its own", ...process.argv.slice(2))',
  );
  const ended = await run("npx", ["groundwork", "doctor"], { cwd: clone, env });
  expect(ended).toMatchObject({ code: 0, stdout: "its own doctor\n" });
  // As messages name it: npx leaves alone also an option that comes first.
  const [npx, ...words] = ownCommand("--help").split(" ");
  const helped = await run(npx!, words, { cwd: clone, env });
  expect(helped).toMatchObject({ code: 0, stdout: "its own --help\n" });
  expect(requests).toEqual([]);
});
