import path from "node:path";

/*
 * A program of its own, as another checkout's packages are loaded in it. Its argument is the folder of
 * a compiled project; it prints what environments/ say there.
 */

if (require.main === module) {
  const index = path.join(process.argv[2]!, "dist/environments/index.js");
  const { loadConfiguration } = require(index) as { loadConfiguration(): unknown };
  process.stdout.write(JSON.stringify(loadConfiguration()));
}
