import { synthPipeline } from "./synth-pipeline";

test("all builds run on the Node.js that the pipeline is told", () => {
  const { resource } = synthPipeline({ nodeVersion: "26" });
  const versions = Object.values(resource["aws_codebuild_project"]!).map(
    ({ source }) => JSON.parse(source.buildspec).phases.install["runtime-versions"].nodejs,
  );
  // Tests, for dev and prod a plan and an apply, and what tells of failures.
  expect(versions).toEqual(["26", "26", "26", "26", "26", "26"]);
});
