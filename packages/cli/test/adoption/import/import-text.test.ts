import type { ImportReport } from "../../../src/adoption/import/import";
import { importLines } from "../../../src/adoption/import/import-text";

const VPC = { path: "network/vpc", type: "aws_vpc" };

const text = (changes: Partial<ImportReport> = {}) =>
  importLines({
    target: "dev",
    stacks: ["dev-stack"],
    account: "111111111111",
    region: "eu-west-1",
    importable: [],
    managed: 0,
    missing: [],
    notImported: [],
    unsought: [],
    replaced: [],
    options: [],
    unsaid: [],
    imports: {},
    files: [],
    dryRun: false,
    ...changes,
  }).join("\n");

const found = {
  importable: [{ ...VPC, id: "vpc-1", isTaken: false }],
  imports: { "network/vpc": "vpc-1" },
  files: ["environments/dev.ts"],
};

test("what was found and written, and what comes next", () => {
  const said = text(found);
  expect(said).toContain(
    "dev-stack in eu-west-1 of 111111111111: 1 resource there and in no state",
  );
  expect(said).toContain("Written: environments/dev.ts");
  expect(said).toMatch(/Next: .*groundwork plan dev\. A plan shows each import/);
});

test("where no state has any of it, that it is to be lost for sure", () => {
  const sure = /Be sure that the state is lost/;
  expect(text(found)).toMatch(sure);
  expect(text({ ...found, managed: 1 })).not.toMatch(sure);
  // It was made in another way.
  const options = [{ option: "network.cidr", value: "10.0.0.0/16" }];
  expect(text({ ...found, options })).not.toMatch(sure);
});

test("what there is to look at has a section of its own, and what there is not has none", () => {
  const said = text({
    ...found,
    missing: [{ path: "network/s3-endpoint", type: "aws_vpc_endpoint" }],
    unsought: [{ path: "dns-records/www", type: "aws_route53_record" }],
    unsaid: [{ what: "subnet-1", is: "a second public subnet", follows: "left out" }],
    replaced: [{ path: "load-balancer/load-balancer", type: "aws_lb", why: "it is internal" }],
  });
  expect(said).toMatch(
    /^Not there, so a plan makes it:\n.*\nnetwork\/s3-endpoint +aws_vpc_endpoint$/m,
  );
  expect(said).toMatch(/^dns-records\/www +aws_route53_record +ZONEID_NAME_TYPE/m);
  expect(said).toMatch(/^subnet-1 +a second public subnet +left out$/m);
  expect(said).toMatch(/^load-balancer\/load-balancer +aws_lb +it is internal$/m);
  expect(text()).not.toMatch(/Not there,|Not looked for|no option says|would replace it/);
});

test("nothing to do is said as such", () => {
  expect(text()).toContain("Nothing to write: nothing is there that is in no state.");
  expect(text({ ...found, files: [] })).toContain("the files say all of it already");
  expect(text({ ...found, imports: {}, importable: [] })).toContain(
    "imports are gone from the file",
  );
  expect(text({ ...found, dryRun: true })).toMatch(/Nothing is written, as asked\. This would be/);
});
