import { execFileSync } from "node:child_process";
import path from "node:path";
import { packages } from "@groundwork/testing/roots";

test.each(["state/open", "delivery/plan/plan", "delivery/apply/apply", "delivery/drift/drift"])(
  "%s comes without the library of Parameter Store, which takes long to load",
  (name) => {
    const script = `
      require(${JSON.stringify(path.join(packages, "cli/dist", name))});
      const loaded = Object.keys(require.cache).filter((file) => file.includes("client-ssm/"));
      console.log(JSON.stringify(loaded));`;
    const said = execFileSync(process.execPath, ["-e", script], { cwd: packages });
    expect(JSON.parse(String(said))).toEqual([]);
  },
);
