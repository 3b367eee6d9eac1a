import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { OperationError } from "../core/errors";
import { isAlive } from "../core/processes";

const run = promisify(execFile);

/** The release that requirements.in pins. Its port is told to emulator.py, which runs in it too. */
export const EMULATOR_IMAGE = "ministackorg/ministack:1.5.33";

/** What runs the emulator: the interpreter of its virtual environment, or Docker. */
export type EmulatorProgram =
  | { readonly kind: "python"; readonly python: string }
  | { readonly kind: "docker"; readonly image: string };

/**
 * Installs the AWS emulator where it is not yet: ministack in a virtual environment of its own
 * under `cacheDir`, or its Docker image on a machine that has no Python. Later calls find it
 * there without starting a process. Linux and macOS only.
 *
 * @param cacheDir folder that may be deleted at any time; created when missing
 * @param onProgress told, in a few words, about each step that takes seconds
 * @throws OperationError when there is neither Python nor Docker, or the download fails
 */
export async function installEmulator(
  cacheDir: string,
  onProgress: (step: string) => void = () => {},
): Promise<EmulatorProgram> {
  const lockFile = emulatorSource("requirements.txt");
  const hash = createHash("sha256").update(await readFile(lockFile));
  const home = join(cacheDir, `emulator-${hash.digest("hex").slice(0, 12)}`);
  const program = { kind: "python", python: interpreterIn(home) } as const;
  if (existsSync(program.python)) return program;

  const python = await findPython();
  if (!python) return installImage(onProgress);
  onProgress("installing the AWS emulator, once (10 to 30 s)");
  await installIn(home, python, lockFile);
  return program;
}

/** Path of a file beside this one in the sources: tsc does not copy them to where this code runs. */
export function emulatorSource(file: string): string {
  let root = __dirname;
  while (!existsSync(join(root, "package.json"))) root = dirname(root);
  return join(root, "src", "emulator", file);
}

/**
 * A link to a Python with its version in its name: an upgrade removes that Python, and this link is
 * broken.
 */
function interpreterIn(home: string): string {
  return join(home, "bin", "python");
}

interface Python {
  readonly path: string;
  /** Whether its pip can install into another environment, which spares that one a pip: 5 s. */
  readonly hasPip: boolean;
}

// `--python` came with pip 22.3. Debian's python3 has neither venv nor ensurepip until
// python3-venv is installed, and is then of no use without a pip.
const DESCRIBE_PYTHON = `
import os, sys, venv
try:
    import pip
    has_pip = tuple(map(int, pip.__version__.split(".")[:2])) >= (22, 3)
except (ImportError, ValueError):
    has_pip = False
if not has_pip:
    import ensurepip
if sys.version_info >= (3, 10):
    print(has_pip, os.path.realpath(sys.executable))
`;

async function findPython(): Promise<Python | undefined> {
  const minors = [14, 13, 12, 11, 10].map((minor) => `python3.${minor}`);
  for (const command of ["python3", ...minors, "python"]) {
    try {
      const { stdout } = await run(command, ["-I", "-c", DESCRIBE_PYTHON]);
      const [, hasPip, path] = /^(True|False) (.+)\n/.exec(stdout) ?? [];
      if (path) return { path, hasPip: hasPip === "True" };
    } catch {
      // The interpreter is not there, is too old for -I, is a pyenv shim of a version that is not
      // installed, or has no venv.
    }
  }
  return undefined;
}

/** Builds under a temporary name, so that what bears the final name is always whole. */
async function installIn(home: string, python: Python, lockFile: string): Promise<void> {
  await mkdir(dirname(home), { recursive: true });
  const building = await mkdtemp(`${home}.${process.pid}.`);
  const inside = interpreterIn(building);
  // -I: neither PYTHONPATH nor PYTHONHOME nor the user's own packages.
  const [venvOptions, pip] = python.hasPip
    ? [["--without-pip"], [python.path, "-I", "-m", "pip", "--python", inside]]
    : [[], [inside, "-I", "-m", "pip"]];
  try {
    await run(python.path, ["-I", "-m", "venv", ...venvOptions, building]);
    const [command = "", ...args] = [...pip, "install", ...pipOptions(building), "-r", lockFile];
    await run(command, args, { env: pipEnvironment(), maxBuffer: 2 ** 26 });
    // Proves that the installation is whole, and compiles the modules that every start imports.
    await run(inside, ["-I", "-c", "import hypercorn.asyncio, ministack.app"]);
    await moveIntoPlace(building, home);
  } catch (error) {
    throw new OperationError(
      `The AWS emulator could not be installed with ${python.path}:\n${reasonIn(error)}\n` +
        "It is downloaded by pip, from the index that `pip config list` shows.",
    );
  } finally {
    await rm(building, { recursive: true, force: true, maxRetries: 3 });
    await removeLeftovers(home);
  }
}

function pipOptions(home: string): string[] {
  return [
    "--require-hashes",
    "--no-input",
    "--disable-pip-version-check",
    "--no-compile", // spares 3 s and 20 MB: of its 90 services a rehearsal imports a few
    // These override a pip.conf, which may put packages elsewhere or build them from source.
    "--no-user",
    "--target=",
    "--root=/",
    `--prefix=${home}`,
    "--no-binary=:none:",
  ];
}

/** The user's environment, for the index, proxy and certificates that pip is to use. */
function pipEnvironment(): NodeJS.ProcessEnv {
  // These change what is installed and options cannot undo them. PYTHON*: pip starts a second
  // interpreter for `--python`, without -I.
  const unwanted = /^(PYTHON.*|PIP_(CONSTRAINT|DRY_RUN|REQUIREMENT))$/;
  // oxlint-disable-next-line node/no-process-env -- what a child inherits, but for the unwanted
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
}

function reasonIn(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string };
  const lines = (stderr || message).trim().split("\n");
  const said = lines.filter((line) => /^(ERROR|WARNING):/.test(line));
  return (said.length > 0 ? said : lines).slice(-5).join("\n");
}

async function moveIntoPlace(building: string, home: string): Promise<void> {
  try {
    await rename(building, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
    // Another process was first, and its copy is as good.
    if (existsSync(interpreterIn(home))) return;
    await rename(home, `${building}.old`);
    await rename(building, home);
  }
}

/** Removes what installs that were killed have left, and what this one has replaced. */
async function removeLeftovers(home: string): Promise<void> {
  for (const name of await readdir(dirname(home))) {
    const [, pid, replaced] = /^emulator-\w+\.(\d+)\.\w+(\.old)?$/.exec(name) ?? [];
    if (!pid || (isAlive(Number(pid)) && !replaced)) continue;
    // An installation that another process removes at the same time is removed too.
    await rm(join(dirname(home), name), { recursive: true, force: true }).catch(() => {});
  }
}

async function installImage(onProgress: (step: string) => void): Promise<EmulatorProgram> {
  const docker = (...args: string[]) => run("docker", args);
  try {
    // Fails when the engine does not answer; one on another machine may let it wait for minutes.
    await run("docker", ["version"], { timeout: 10_000 });
  } catch {
    throw new OperationError(
      "The AWS emulator needs Python 3.10 or later with venv (Debian: apt install python3-venv," +
        " macOS: brew install python3) or a running Docker engine, and there is neither.",
    );
  }
  try {
    await docker("image", "inspect", EMULATOR_IMAGE);
  } catch {
    onProgress(`downloading ${EMULATOR_IMAGE}, once (110 MB)`);
    await docker("pull", EMULATOR_IMAGE).catch((error: unknown) => {
      throw new OperationError(`${EMULATOR_IMAGE} could not be pulled:\n${reasonIn(error)}`);
    });
  }
  return { kind: "docker", image: EMULATOR_IMAGE };
}
