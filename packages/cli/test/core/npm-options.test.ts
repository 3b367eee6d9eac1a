import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { expectNoneTaken } from "../../src/core/npm-options";
import { addDeliveryCommands } from "../../src/delivery/commands";
import { addRehearsalCommands } from "../../src/rehearsal/commands";
import { addStateCommands } from "../../src/state/commands";

const dir = mkdtempSync(path.join(tmpdir(), "npm-options-"));
afterAll(() => rmSync(dir, { recursive: true }));
const npmrc = path.join(dir, "npmrc");
writeFileSync(npmrc, "# json = true\naudit=false\nyes = true\ndry_run=true\n");

/** The line to type, as the message has it; undefined where nothing was taken. */
function lineFor(args: string, settings: NodeJS.ProcessEnv, env: NodeJS.ProcessEnv = {}) {
  const program = new Command("groundwork");
  const common = { signal: new AbortController().signal, env: {}, standIns: false };
  for (const add of [addStateCommands, addDeliveryCommands, addRehearsalCommands]) {
    add(program, common);
  }
  const variables = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`npm_config_${name}`, value]),
  );
  try {
    expectNoneTaken(program, args.split(" "), {
      npm_command: "run-script",
      npm_config_local_prefix: dir,
      npm_config_userconfig: path.join(dir, "none"),
      ...variables,
      ...env,
    });
    return undefined;
  } catch (error) {
    return /^ +(npm run .*)$/m.exec((error as Error).message)?.[1];
  }
}

// The settings are those that npm 10.8 and 11.19 leave.
test.each([
  ["rehearse dev-stack", { keep: "true" }, "npm run rehearse dev-stack -- --keep"],
  ["migrate --from x", { dry_run: "true" }, "npm run migrate -- --from x --dry-run"],
  ["unlock dev-stack", { yes: "true", force: "true" }, "npm run unlock dev-stack -- --yes --force"],
  ["apply ID", { sha256: "abc" }, "npm run apply ID -- --sha256 abc"],
  ["apply ID abc", { sha256: "true" }, "npm run apply ID -- --sha256 abc"],
  ["apply ID", { sha256: "true" }, "npm run apply ID -- --sha256 <hash>"],
  ["plans 5", { limit: "true" }, "npm run plans -- --limit 5"],
  ["plan dev-stack", { lock_timeout: "5m" }, "npm run plan dev-stack -- --lock-timeout 5m"],
  ["reject ID", { why: "not so" }, "npm run reject ID -- --why 'not so'"],
  ["restore dev-stack 12", { plan: "" }, "npm run restore dev-stack 12 -- --no-plan"],
  ["rehearse", { provider: "true", keep: "true" }, "npm run rehearse -- --keep --provider"],
  ["unlock dev-stack --json", { force: "true" }, "npm run unlock dev-stack -- --json --force"],
  [
    "migrate --from x a=b",
    { message: "", all: "true", parseable: "true" },
    "npm run migrate -- --from x --map a=b",
  ],
  [
    "migrate --from x dev=a prod=b",
    { message: "", all: "true", parseable: "true" },
    "npm run migrate -- --from x --map dev=a --map prod=b",
  ],
  [
    "migrate --from x dev=a prod=b",
    { message: "", all: "true", parseable: "true", dry_run: "true" },
    "npm run migrate -- --from x --map dev=a --map prod=b --dry-run",
  ],
  [
    "plan prod-stack a b",
    { allow_destroy: "true\n\ntrue" },
    "npm run plan prod-stack -- --allow-destroy a --allow-destroy b",
  ],
  [
    "plan prod-stack",
    { allow_destroy: "a\n\nb" },
    "npm run plan prod-stack -- --allow-destroy a --allow-destroy b",
  ],
  [
    "notify image-pushed --service web",
    { digest: "sha256:1" },
    "npm run notify image-pushed -- --service web --digest sha256:1",
  ],
])("%s: %j was the command's", (args, settings, line) => {
  expect(lineFor(args, settings)).toBe(line);
  // As newer versions of npm call it.
  expect(lineFor(args, settings, { npm_command: "run" })).toBe(line);
});

test.each([
  ["what the command has not", "history dev-stack", { keep: "true" }, {}],
  ["what it was given as well", "unlock dev-stack --yes", { yes: "true" }, {}],
  ["the same, in one letter", "unlock dev-stack -y", { yes: "true" }, {}],
  ["off", "unlock dev-stack", { yes: "", json: "false" }, {}],
  ["on, where the option is to switch it off", "restore dev-stack 12", { plan: "true" }, {}],
  ["other commands of npm", "drift", { json: "true" }, { npm_command: "exec" }],
  ["no npm", "drift", { json: "true" }, { npm_command: undefined }],
  ["an .npmrc", "unlock dev-stack", { yes: "true" }, { npm_config_userconfig: npmrc }],
  ["one of the machine", "migrate", { dry_run: "true" }, { npm_config_globalconfig: npmrc }],
  ["no command", "", { json: "true" }, {}],
])("%s: nothing is said of it", (_, args, settings, env) => {
  expect(lineFor(args, settings, env)).toBeUndefined();
});

test.each([
  ["unlock dev-stack", { yes: "true" }, "yes=false", "npm run unlock dev-stack -- --yes"],
  [
    "migrate --from x",
    { dry_run: "true" },
    "dry-run = false",
    "npm run migrate -- --from x --dry-run",
  ],
  ["apply ID", { sha256: "abc" }, "sha256=def", "npm run apply ID -- --sha256 abc"],
  ["restore dev-stack 12", { plan: "" }, "plan", "npm run restore dev-stack 12 -- --no-plan"],
  [
    "migrate --from x a=b",
    { all: "true", parseable: "true" },
    "all=true",
    "npm run migrate -- --from x --map a=b",
  ],
  ["unlock dev-stack", { yes: "true" }, "yes", undefined],
  ["unlock dev-stack", { yes: "true" }, 'yes="true" ; always', undefined],
  ["restore dev-stack 12", { plan: "" }, "plan=false", undefined],
  ["apply ID", { sha256: "abc" }, "sha256=${HASH}", undefined],
  ["migrate --from x a=b", { all: "true", parseable: "true" }, "all\nparseable", undefined],
])("%s: %j beside a file with %j: %s", (args, settings, file, line) => {
  const own = path.join(dir, "own");
  writeFileSync(own, `${file}\n`);
  expect(lineFor(args, settings, { npm_config_userconfig: own, HASH: "abc" })).toBe(line);
});

test("the project's file is heeded before the user's, and that before the machine's", () => {
  const [off, on] = ["off", "on"].map((name) => path.join(dir, name)) as [string, string];
  writeFileSync(off, "yes=false\n");
  writeFileSync(on, "yes=true\n");
  const given = (user: string, machine: string) =>
    lineFor(
      "unlock dev-stack",
      { yes: "true" },
      { npm_config_userconfig: user, npm_config_globalconfig: machine },
    );
  expect(given(on, off)).toBeUndefined();
  expect(given(off, on)).toBe("npm run unlock dev-stack -- --yes");
});

test("what is set in a comment is not set", () => {
  expect(lineFor("drift", { json: "true" }, { npm_config_userconfig: npmrc })).toBe(
    "npm run drift -- --json",
  );
});

test("the message names what npm has, and what else it may have come from", () => {
  const program = new Command().addCommand(new Command("drift").option("--json", "as JSON"));
  const env = { npm_command: "run-script", npm_config_json: "true" };
  expect(() => expectNoneTaken(program, ["drift"], env)).toThrow(
    "npm has taken --json for an option of its own, and nothing was done. Behind -- the command gets it:\n" +
      "  npm run drift -- --json\nWhere you did not type it: unset npm_config_json",
  );
});

test("commands are told in one form: arguments, then --, then options", () => {
  const root = path.join(__dirname, "../../../..");
  const files = ["packages/docs", "packages/cli/src"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(md|ts)$/.test(file))
      .map((file) => path.join(folder, file)),
  );
  const others = ["README.md", ...files].flatMap((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    const found = [
      // An argument behind --, but for what is no command of groundwork's.
      ...(text.match(/npm run (?!prove)[\w-]+ -- (?![-[\s])\S+/g) ?? []),
      // An option before it.
      ...(text.match(/npm run (?!-)[\w-]+( (?!-|\[--)[^\s`|"]+)* --[a-z][\w-]*/g) ?? []),
    ];
    return found.map((line) => `${file}: ${line}`);
  });
  expect(others).toEqual([]);
});
