import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkoutRoot } from "@groundwork/testing/project";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateBucketCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { startEmulator } from "../../../src/emulator/emulator";
import { EMULATOR_IMAGE, installEmulator } from "../../../src/emulator/emulator-install";

jest.setTimeout(120_000);

// Here it is started as users start it (support/emulators.py).
delete process.env["GROUNDWORK_TEST_EMULATORS"];

const CACHE = path.join(checkoutRoot, ".cache"); // installed by the global set-up

let temp: string;
beforeEach(async () => {
  temp = await mkdtemp(path.join(tmpdir(), "emulator-test-"));
});
afterEach(() => rm(temp, { recursive: true, force: true }));

describe("the emulator", () => {
  test("starts empty, on an address of its own, and ends when it is stopped", async () => {
    const first = await startEmulator({ cacheDir: CACHE, log: path.join(temp, "first.log") });
    const second = await startEmulator({ cacheDir: CACHE, log: path.join(temp, "second.log") });
    try {
      expect(first.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      await client(S3Client, first.endpoint).send(new CreateBucketCommand({ Bucket: "a-bucket" }));
      const { Buckets } = await client(S3Client, second.endpoint).send(new ListBucketsCommand());
      expect(Buckets).toEqual([]);
      expect(await readFile(second.log, "utf8")).toContain("services available on port");
    } finally {
      await Promise.all([first.stop(), second.stop()]);
    }
    await expect(fetch(first.endpoint)).rejects.toThrow("fetch failed");
    await first.stop(); // once more does no harm
  });

  test("takes an access key id of twelve digits for an account", async () => {
    const endpoint = process.env["GROUNDWORK_TEST_ENDPOINT"]!;
    for (const account of ["111111111111", "222222222222"]) {
      const sts = client(STSClient, endpoint, account);
      const { Account } = await sts.send(new GetCallerIdentityCommand());
      expect(Account).toBe(account);
    }
  });

  test("ends with the process that started it, also when that is killed", async () => {
    const { parent, emulator } = await startInProcess();
    parent.kill("SIGKILL");
    expect(await isGone(emulator.endpoint)).toBe(true);
  });

  test("does not end on Ctrl-C, for Terraform to give back its lock, but after it", async () => {
    const { parent, emulator } = await startInProcess({ first: "process.on('SIGINT', () => {})" });
    process.kill(-parent.pid!, "SIGINT"); // what a terminal does: to the whole group
    await sleep(300);
    expect((await fetch(`${emulator.endpoint}/_ministack/health`)).ok).toBe(true);
    parent.kill("SIGKILL");
    expect(await isGone(emulator.endpoint)).toBe(true);
  });

  test("outlives its parent when it is detached, until SIGTERM", async () => {
    const { parent, emulator } = await startInProcess({ detached: true });
    const ended = once(parent, "exit");
    process.kill(-parent.pid!, "SIGKILL");
    await ended;
    await sleep(300);
    expect((await fetch(`${emulator.endpoint}/_ministack/health`)).ok).toBe(true);
    process.kill(emulator.pid, "SIGTERM");
    expect(await isGone(emulator.endpoint)).toBe(true);
  });

  test("says the end of its log when it does not come up", async () => {
    await fakeInstallation("#!/bin/sh\necho no such thing >&2; exit 3\n");
    await expect(startEmulator({ cacheDir: temp })).rejects.toThrow(
      /exit code 3.*emulator\.log:\nno such thing$/s,
    );
  });
});

describe("its installation", () => {
  test("is of the same release in Python and in Docker", async () => {
    const lockFile = path.join(checkoutRoot, "packages/cli/src/emulator/requirements.txt");
    const [, version] = /^ministack==(\S+)/m.exec(await readFile(lockFile, "utf8")) ?? [];
    expect(EMULATOR_IMAGE.split(":")[1]).toBe(version);
  });

  test("is whole or not there: killed, and then done by two processes at once", async () => {
    const cacheDir = path.join(temp, "cache");
    const script = `installEmulator(${JSON.stringify(cacheDir)}).then((made) => say(made));`;
    const env = { PATH: `${await withoutDownload()}:${process.env["PATH"]}` };
    const install = () => run(script, env);
    const killed = install();
    while ((await readdir(cacheDir).catch(() => [])).length === 0) await sleep(50);
    killed.kill("SIGKILL");
    await once(killed, "exit");

    const both = await Promise.all([install(), install()].map((made) => said(made)));
    const home = path.basename(await installationPath());
    const made = { kind: "python", python: path.join(cacheDir, home, "bin/python") };
    expect(both).toEqual([made, made]);
    expect(await readdir(cacheDir)).toEqual([home]);
    const emulator = await startEmulator({ cacheDir });
    await emulator.stop();
  });

  test("is Docker's when there is no Python, on another port when one is snatched", async () => {
    const { python } = (await installEmulator(CACHE)) as { python: string };
    const docker = path.join(temp, "docker");
    // What the real one would do in a container, after losing its port once.
    const script = `#!/bin/sh
      echo "$@" >> ${docker}.calls
      [ "$1" = run ] || exit 0
      [ -e ${docker}.again ] || { : > ${docker}.again; echo "is already allocated" >&2; exit 125; }
      while [ "$1" != -c ]; do shift; done
      exec ${python} "$@"`;
    await writeFile(docker, script, { mode: 0o755 });
    const { parent, emulator } = await startInProcess({ cacheDir: temp, env: { PATH: temp } });
    const calls = await readFile(`${docker}.calls`, "utf8");
    const port = new URL(emulator.endpoint).port;
    expect(calls).toContain(`--publish 127.0.0.1:${port}:${port} --entrypoint python`);
    expect(calls).toContain(EMULATOR_IMAGE);
    parent.kill("SIGKILL");
    expect(await isGone(emulator.endpoint)).toBe(true);
  });

  test("says in one line what is missing when there is neither", async () => {
    const script = `installEmulator(${JSON.stringify(temp)}).catch((error) => say(error.message));`;
    const message = await said(run(script, { PATH: temp }));
    expect(message).toMatch(
      /^The AWS emulator needs Python 3\.10 .* or a running Docker engine.*$/,
    );
  });
});

function client<T>(
  Client: new (options: object) => T,
  endpoint: string,
  accessKeyId = "111111111111",
): T {
  const credentials = { accessKeyId, secretAccessKey: "-" };
  return new Client({ endpoint, region: "eu-central-1", forcePathStyle: true, credentials });
}

/** Runs a script in a process, and process group, of its own, on these sources as they are. */
function run(script: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const prelude = `
    require.extensions[".ts"] = (module, file) => module._compile(
      require("@swc/core").transformFileSync(file, {
        jsc: { target: "es2022", parser: { syntax: "typescript" } },
        module: { type: "commonjs" },
      }).code, file);
    const { startEmulator } = require("./packages/cli/src/emulator/emulator.ts");
    const { installEmulator } = require("./packages/cli/src/emulator/emulator-install.ts");
    const say = (value) => console.log(JSON.stringify(value));
  `;
  return spawn(process.execPath, ["-e", prelude + script], {
    cwd: checkoutRoot,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/**
 * The first thing that a process says.
 *
 * @throws Error with its standard error when it ends without a word
 */
async function said(child: ChildProcess): Promise<unknown> {
  const stderr = text(child.stderr!);
  const silence = once(child, "close").then(async ([code]) => {
    throw new Error(`ended without a word, exit code ${code}: ${await stderr}`);
  });
  const [line] = await Promise.race([once(child.stdout!, "data"), silence]);
  return JSON.parse(line);
}

interface InProcess {
  readonly cacheDir?: string;
  readonly detached?: boolean;
  /** Statement to run before. */
  readonly first?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A process that has started an emulator and goes on until it is killed. */
async function startInProcess({ first = "", env = {}, ...rest }: InProcess = {}) {
  const options = JSON.stringify({ cacheDir: CACHE, log: path.join(temp, "log"), ...rest });
  const start = `startEmulator(${options}).then((emulator) => say(emulator));`;
  const parent = run(`${first}; setInterval(() => {}, 60_000); ${start}`, env);
  return { parent, emulator: (await said(parent)) as { endpoint: string; pid: number } };
}

/** By its port: without an init that reaps it, the process itself may stay as a zombie. */
async function isGone(endpoint: string): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answered = await fetch(endpoint).catch(() => undefined);
    if (!answered) return true;
    await sleep(50);
  }
  return false;
}

async function installationPath(): Promise<string> {
  const program = await installEmulator(CACHE);
  if (program.kind !== "python") throw new Error("these tests need Python 3.10 or later");
  return path.resolve(program.python, "../..");
}

/**
 * Makes a folder with a Python that is the real one in all but this: what pip would install it takes
 * from the installation of the global set-up, which pip has made.
 */
async function withoutDownload(): Promise<string> {
  const bin = path.join(temp, "bin");
  const python = path.join(bin, "python3");
  const packages = "lib/python3*/site-packages";
  const script = `#!/bin/sh
    case "$*" in
      *"import pip"*) echo "True ${python}" ;;
      *" -m pip "*)
        for word; do case $word in --prefix=*) home=\${word#--prefix=} ;; esac; done
        exec cp -al ${await installationPath()}/${packages}/. "$home"/${packages}/ ;;
      *) PATH=\${PATH#*:} exec python3 "$@" ;;
    esac`;
  await mkdir(bin);
  await writeFile(python, script, { mode: 0o755 });
  return bin;
}

/** Makes `temp` a cache folder whose installation has this for an interpreter. */
async function fakeInstallation(interpreter: string): Promise<void> {
  const bin = path.join(temp, path.basename(await installationPath()), "bin");
  await mkdir(bin, { recursive: true });
  await writeFile(path.join(bin, "python"), interpreter);
  await chmod(path.join(bin, "python"), 0o755);
}
