import { readFileSync, writeFileSync } from "node:fs";
import { AppAgain } from "./app-again";
import { Settling, type SettleOptions } from "./settle";

/*
 * A program of its own, as it runs the project's app many times, with all that is left of each. Its
 * arguments are a file with a request, and one for the answer: what `Settling` has found.
 */

interface SettleRequest extends SettleOptions {
  readonly root: string;
  /** Where the variable CDKTF_OUTDIR has the app write. */
  readonly outDir: string;
}

if (require.main === module) {
  const [request, answer] = process.argv.slice(2);
  const { root, outDir, ...options } = JSON.parse(readFileSync(request!, "utf8")) as SettleRequest;
  writeFileSync(
    answer!,
    JSON.stringify(new Settling(new AppAgain(root, outDir), options).settle()),
  );
}
