// What cdktf.json runs, in the folder of the project. JavaScript, because it comes before the
// compiler: it compiles the app and meanwhile loads what the app is built on, which takes longer.
// Only what passed the compiler runs.
const path = require("node:path");
const { compile } = require("./compile");

const root = process.cwd();
const compilation = compile(root);

for (const library of ["cdktf", "zod", "@cdktf/provider-aws/lib/provider"]) require(library);

compilation.then((isWell) => {
  if (isWell) require(path.join(root, "dist/main.js"));
  else process.exitCode = 1;
});
