// `npm run prove -- backends`: the commands around states and plans, with real Terraform, in each backend: files,
// Azurite, fake-gcs-server, a real Consul, and a server that the tests bring along for HCP Terraform's
// protocol (packages/cli/test/support/backends). npm and Go have the programs, which are kept in
// ~/.cache/groundwork/backends; GROUNDWORK_AZURITE (its dist/src/blob/main.js), GROUNDWORK_FAKE_GCS_SERVER,
// GROUNDWORK_CONSUL and GROUNDWORK_NODE22 name others.
const { execFileSync, spawnSync } = require("node:child_process");
const { cpSync, existsSync, mkdirSync, renameSync, rmSync } = require("node:fs");
const { homedir } = require("node:os");
const path = require("node:path");
const { node22 } = require("./node22");

const RELEASES = { azurite: "3.37.0", "fake-gcs-server": "v1.56.1", consul: "v1.22.0" };

// Not in the checkout, all of which the tests of its pages read.
const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache");
const folder = path.join(cache, "groundwork/backends");
mkdirSync(folder, { recursive: true });

/** @returns what the variable names, or what was made, once, in the folder */
function program(variable, made, make) {
  const given = process.env[variable];
  if (given) {
    if (existsSync(given)) return path.resolve(given);
    throw new Error(`${variable}: got ${given}, which is not there`);
  }
  const file = path.join(folder, made);
  if (!existsSync(file)) {
    console.log(`${made} is made`);
    make(file);
  }
  return file;
}

const quiet = { cwd: folder, stdio: ["ignore", "ignore", "inherit"] };

const go = (args, { env, cwd = folder } = {}) =>
  execFileSync("go", args, { ...quiet, cwd, env: { ...process.env, GOFLAGS: GO_FLAGS, ...env } });
const GO_FLAGS = "-modcacherw -buildvcs=false";

function azurite() {
  // Under another name, half of it is not taken for all.
  const making = path.join(folder, "azurite.making");
  const args = ["install", "--prefix", making, "--ignore-scripts", "--no-audit", "--no-fund"];
  // It wants Node.js 22, by which it is started.
  const all = [...args, "--no-save", "--engine-strict=false", `azurite@${RELEASES.azurite}`];
  execFileSync("npm", all, quiet);
  renameSync(making, path.join(folder, "azurite"));
}

function fakeGcsServer(file) {
  const module = `github.com/fsouza/fake-gcs-server@${RELEASES["fake-gcs-server"]}`;
  go(["install", module], { env: { GOBIN: path.dirname(file) } });
}

/**
 * Consul's own modules are told to lie in its repository, and a module of Go's proxy has none but its
 * own files: they come by the releases that it names. Two of them are not in the database of checksums.
 */
function consul(file) {
  const name = "github.com/hashicorp/consul";
  const told = execFileSync("go", ["mod", "download", "-json", `${name}@${RELEASES.consul}`], {
    cwd: folder,
    env: { ...process.env, GOFLAGS: GO_FLAGS },
  });
  const source = path.join(folder, "consul-source");
  rmSync(source, { recursive: true, force: true });
  cpSync(JSON.parse(told).Dir, source, { recursive: true });
  const at = { cwd: source, env: { GONOSUMDB: `${name}/*`, GOFLAGS: `-mod=mod ${GO_FLAGS}` } };
  const own = ["api", "envoyextensions", "proto-public", "sdk", "troubleshoot"];
  go(["mod", "edit", ...own.map((part) => `-dropreplace=${name}/${part}`)], at);
  go(["build", "-o", file, "."], at);
  rmSync(source, { recursive: true, force: true });
}

function prove() {
  const env = {
    ...process.env,
    PROVE_BACKENDS: "local azurerm gcs consul cloud",
    GROUNDWORK_NODE22: path.join(node22(folder), "node"),
    GROUNDWORK_AZURITE: program(
      "GROUNDWORK_AZURITE",
      "azurite/node_modules/azurite/dist/src/blob/main.js",
      azurite,
    ),
    GROUNDWORK_FAKE_GCS_SERVER: program(
      "GROUNDWORK_FAKE_GCS_SERVER",
      "fake-gcs-server",
      fakeGcsServer,
    ),
    GROUNDWORK_CONSUL: program("GROUNDWORK_CONSUL", "consul", consul),
  };
  const jest = [
    require.resolve("jest/bin/jest"),
    "--config",
    path.join(__dirname, "jest.config.js"),
  ];
  const tests = ["integration/state/backends", "integration/delivery/delivery-backends"];
  const args = [...jest, ...tests, "--selectProjects", "integration"];
  process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit", env }).status ?? 1;
}

try {
  prove();
} catch (error) {
  console.error(`Error: ${error.message}`);
  process.exitCode = 1;
}
