import { createRequire } from "node:module";
import path from "node:path";

/** Imported before all else: modules come as they do to an app (packages/cli/app.js). */

const requireHere = createRequire(__filename);
const cli = path.join(__dirname, "../../../cli");

const { loadLate } = requireHere(path.join(cli, "late")) as { loadLate: () => void };
const { keepCode } = requireHere(path.join(cli, "kept-code")) as {
  keepCode: (name: string) => () => void;
};

loadLate();
keepCode("bench");
