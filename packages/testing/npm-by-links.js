#!/usr/bin/env node
// In the place of npm, where a proof installs the same packages many times: `npm ci` in a checkout whose
// lock file names the packages that another folder has makes links to them; all else is npm's own. Where
// packages/ is as in another folder, what was compiled of it there comes along: the compiler looks at what
// each file says, and leaves it.
//   GROUNDWORK_INSTALLED  folders with node_modules and a lock file, parted by colons
//   GROUNDWORK_NPM        the true npm
const { spawnSync } = require("node:child_process");
const { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } = require("node:fs");
const { symlinkSync } = require("node:fs");
const path = require("node:path");

const MODULES = "node_modules";

const packagesOf = (folder) =>
  JSON.parse(readFileSync(path.join(folder, "package-lock.json"), "utf8")).packages;

/** What others have made, by which two lock files are the same. */
const othersIn = (folder) =>
  JSON.stringify(
    Object.entries(packagesOf(folder))
      .filter(([place, { link }]) => place.includes(`${MODULES}/`) && !link)
      .toSorted(),
  );

/** Links to each package, and to those beside one of the project's own; its own are its own. */
function link(from, to) {
  const own = new Map(
    Object.entries(packagesOf(to)).flatMap(([place, { link: isOwn, resolved }]) =>
      isOwn ? [[place, resolved]] : [],
    ),
  );
  const make = (place) => {
    mkdirSync(path.join(to, place), { recursive: true });
    for (const name of readdirSync(path.join(from, place))) {
      const below = path.join(place, name);
      if (own.has(below)) symlinkSync(path.relative(place, own.get(below)), path.join(to, below));
      else if (name.startsWith("@")) make(below);
      else if (name === ".package-lock.json") cpSync(path.join(from, below), path.join(to, below));
      else symlinkSync(path.join(from, below), path.join(to, below));
    }
  };
  make(MODULES);
  for (const place of own.values()) {
    const beside = path.join(place, MODULES);
    if (existsSync(path.join(from, beside))) make(beside);
  }
}

/** Places of what was compiled. */
const compiledIn = (folder) =>
  readdirSync(path.join(folder, "packages")).map((name) => `packages/${name}/dist`);

/** Copies what was compiled of the same sources. */
function copyCompiled(from, to) {
  for (const place of compiledIn(from)) {
    if (!existsSync(path.join(from, place)) || existsSync(path.join(to, place))) continue;
    cpSync(path.join(from, place), path.join(to, place), {
      recursive: true,
      preserveTimestamps: true,
    });
  }
}

const hasSamePackages = (folder) => {
  const skipped = ["dist", MODULES].flatMap((name) => ["-x", name]);
  const both = [folder, here].map((one) => path.join(one, "packages"));
  return spawnSync("diff", ["-rq", ...skipped, ...both], { stdio: "ignore" }).status === 0;
};

const folders = (process.env.GROUNDWORK_INSTALLED ?? "").split(":").filter(Boolean);
const here = process.cwd();
const found =
  process.argv[2] === "ci" && !existsSync(path.join(here, MODULES))
    ? folders.find((folder) => othersIn(folder) === othersIn(here))
    : undefined;
if (found !== undefined) {
  link(found, here);
  const same = folders.find(hasSamePackages);
  if (same !== undefined) copyCompiled(same, here);
} else {
  const { status } = spawnSync(process.env.GROUNDWORK_NPM ?? "npm", process.argv.slice(2), {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}
