// The changelog of the packages: entries under "Unreleased", then a section for each version.
// `node packages/testing/changelog.js v0.2.0` prints the section of that version, for its release.
const { readFileSync } = require("node:fs");
const path = require("node:path");

const CHANGELOG = "packages/CHANGELOG.md";
const UNRELEASED = "Unreleased";

/** Sections in their order: `title` as `0.2.0 - 2026-11-29`, `entries` without blank lines around. */
function sections(text) {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title, ...lines] = section.split("\n");
      return { title, entries: lines.join("\n").trim() };
    });
}

/** @returns undefined for a version that has none */
const sectionOf = (text, version) =>
  sections(text).find(({ title }) => title.startsWith(`${version} - `));

const unreleased = (text) => sections(text).find(({ title }) => title === UNRELEASED);

/** The text with all that was unreleased under a version of that date. */
const released = (text, version, date) =>
  text.replace(/^## Unreleased$/m, `## ${UNRELEASED}\n\n## ${version} - ${date}`);

module.exports = { CHANGELOG, sections, sectionOf, unreleased, released };

if (require.main === module) {
  const top = path.join(__dirname, "../..");
  const read = (file) => readFileSync(path.join(top, file), "utf8");
  const version = String(process.argv[2]).replace(/^v/, "");
  const own = JSON.parse(read("package.json")).version;
  const section = sectionOf(read(CHANGELOG), version);
  if (version !== own) {
    console.error(`Error: tag: got ${process.argv[2]}, expected v${own}, as package.json has it`);
    process.exitCode = 1;
  } else if (section === undefined) {
    console.error(`Error: ${CHANGELOG}: got no section ${version}, expected one`);
    process.exitCode = 1;
  } else {
    console.log(section.entries);
  }
}
