import path from "node:path";

/** Runs the script that its first argument names, and writes its peak memory, in MB, as the last line. */
process.on("exit", () => {
  process.stderr.write(`${Math.round(process.resourceUsage().maxRSS / 1000)}\n`);
});
process.argv.splice(1, 1);
require(path.resolve(process.argv[1]!));
