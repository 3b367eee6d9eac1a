// What cdktf.json runs, in the folder of the project. JavaScript, because it comes before the
// compiler: it compiles the app and meanwhile loads what the app is built on, which takes longer.
// Only what passed the compiler runs.
const { spawn } = require("node:child_process");
const { runApp } = require("./app");

const root = process.cwd();
const compiler = require.resolve("typescript/package.json").replace("package.json", "bin/tsc");
const compilation = spawn(process.execPath, [compiler, "-b", root], { stdio: "inherit" });

for (const library of ["cdktf", "zod", "@cdktf/provider-aws/lib/provider"]) require(library);

compilation.on("exit", (code) => {
  if (code === 0) runApp(root);
  else process.exitCode = code ?? 1;
});
