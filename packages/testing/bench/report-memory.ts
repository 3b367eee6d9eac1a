/** Preloaded with `node --require`: writes the process's peak memory, in MB, as its last line. */
process.on("exit", () => {
  process.stderr.write(`${Math.round(process.resourceUsage().maxRSS / 1000)}\n`);
});
