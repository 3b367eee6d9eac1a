import { Annotations, TerraformStack } from "cdktf";
import { RefusedError, refuseErrors } from "../src/refuse-errors";
import { testApp } from "@groundwork/testing/synth";

const appWith = (...notes: [stack: string, level: "addError" | "addWarning" | "addInfo"][]) => {
  const app = testApp();
  for (const [id, level] of notes) Annotations.of(new TerraformStack(app, id))[level](`from ${id}`);
  return app;
};

test("errors of all stacks are thrown as one", () => {
  const app = appWith(["one", "addError"], ["two", "addWarning"], ["three", "addError"]);
  expect(() => refuseErrors(app)).toThrow(
    new RefusedError("2 things stop the synth:\n\n[one] from one\n\n[three] from three"),
  );
});

test("warnings and notes stop nothing", () => {
  expect(() => refuseErrors(appWith(["one", "addWarning"], ["two", "addInfo"]))).not.toThrow();
});
