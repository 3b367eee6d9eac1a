import { writesIn } from "../../../src/state/history/access-log";
import { holdingsIn } from "../../../src/state/history/authors";
import type { StateVersion } from "../../../src/state/history/versions";

const at = (second: number, changes: Partial<StateVersion>): StateVersion => ({
  versionId: "",
  lastModified: new Date(second * 1000),
  bytes: 100,
  current: false,
  deleted: false,
  ...changes,
});

describe("when a lock was held", () => {
  test("from its file's version to the mark of its deletion, also within one second", () => {
    const versions = [
      at(14, { deleted: true, current: true }),
      at(12, { versionId: "second" }),
      at(12, { deleted: true }),
      at(10, { versionId: "first" }),
    ];
    expect(holdingsIn(versions)).toEqual([
      { versionId: "second", from: 12_000, to: 14_000 },
      { versionId: "first", from: 10_000, to: 12_000 },
    ]);
  });

  test("without an end while it is there", () => {
    const versions = [
      at(12, { versionId: "held", current: true }),
      at(11, { deleted: true }),
      at(10, { versionId: "first" }),
    ];
    expect(holdingsIn(versions)).toEqual([
      { versionId: "held", from: 12_000, to: Number.POSITIVE_INFINITY },
      { versionId: "first", from: 10_000, to: 11_000 },
    ]);
  });
});

describe("an access log", () => {
  /** The example of the S3 user guide, with what a test wants to be different. */
  const line = (
    operation: string,
    key: string,
    status = 200,
    requester = "arn:aws:iam::1:user/a",
  ) =>
    `79a59df900b949e5 bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 ${requester} 3E57427F3EXAMPLE ` +
    `${operation} ${key} "PUT /bucket/${key}?x-id=PutObject HTTP/1.1" ${status} - - 113 33 11 "-" "S3 Console/0.4" -\n`;

  test("tells who wrote an object and when", () => {
    const log = [
      line("REST.GET.OBJECT", "dev/terraform.tfstate"),
      line("REST.PUT.OBJECT", "dev/terraform.tfstate"),
      line("REST.PUT.OBJECT", "dev/terraform.tfstate.tflock"),
      line("REST.PUT.OBJECT", "dev/terraform.tfstate", 403),
      line("REST.PUT.OBJECT", "dev/terraform.tfstate", 200, "-"),
    ].join("");
    expect(writesIn(log, "dev/terraform.tfstate")).toEqual([
      { time: new Date("2019-02-06T00:00:38Z"), requester: "arn:aws:iam::1:user/a" },
    ]);
  });

  test("tells of one that was written in parts, by its begin and its end", () => {
    const log = ["POST.UPLOADS", "PUT.PART", "POST.UPLOAD", "GET.UPLOADS", "DELETE.UPLOAD"]
      .map((operation) => line(`REST.${operation}`, "dev/terraform.tfstate"))
      .join("");
    expect(writesIn(log, "dev/terraform.tfstate")).toHaveLength(2);
  });

  test("of another kind tells nothing", () => {
    expect(writesIn("<html>\n{}\n", "dev/terraform.tfstate")).toEqual([]);
  });
});
