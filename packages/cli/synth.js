// What cdktf.json runs. JavaScript, because it comes before the compiler: it compiles the app and
// meanwhile loads what the app is built on, which takes longer. Only what passed the compiler runs.
const { spawn } = require("node:child_process");
const path = require("node:path");

const root = path.join(__dirname, "..");
const compiler = path.join(root, "node_modules/typescript/bin/tsc");
const compilation = spawn(process.execPath, [compiler, "-b", root], { stdio: "inherit" });

for (const library of ["cdktf", "zod", "@cdktf/provider-aws/lib/provider"]) require(library);

compilation.on("exit", (code) => {
  if (code === 0) require(path.join(root, "dist/main.js"));
  else process.exitCode = code ?? 1;
});
