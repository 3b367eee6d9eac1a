// What cdktf.json runs, in the folder of the project. JavaScript, because it comes before the
// compiler: it compiles the app and meanwhile loads what the app is built on, which takes longer.
// Only what passed the compiler runs.
const { runApp } = require("./app");
const { compile } = require("./compile");
const { keepCode } = require("./kept-code");
const { loadLate } = require("./late");
const { shortenOthers } = require("./other-warnings");

const root = process.cwd();
const compilation = compile(root);

loadLate();
const loadLibraries = keepCode("app");
loadLibraries();

compilation.then(async (isWell) => {
  if (isWell) await runApp(root);
  else process.exitCode = 1;
  // cdktf sets it, and shows the annotations itself.
  const isShown = process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS !== undefined;
  if (!process.exitCode && isShown) shortenOthers(process.env.CDKTF_OUTDIR ?? "cdktf.out");
});
