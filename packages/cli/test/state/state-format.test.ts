import { gzipSync } from "node:zlib";
import { isSameLineage, stateFormat } from "../../src/terraform/state-format";

const state = {
  version: 4,
  terraform_version: "1.11.4",
  serial: 7,
  lineage: "7e0f4a52-0f4d-4b7e-9d53-9f4c1f6c9c11",
  outputs: {},
  resources: [],
};
const { lineage: _, ...withoutLineage } = state;
const text = JSON.stringify(state, null, 2);
const utf16 = Buffer.from(text, "utf16le");
const mark = "\ufeff";

/** As OpenTofu writes it, with and without what it has shown in the clear since 1.8. */
const encrypted = {
  meta: { "key_provider.pbkdf2.main": "e30=" },
  encrypted_data: "AAAA",
  encryption_version: "v0",
};

/** What Terraform 1.11.4 makes of each was seen with `terraform state pull`. */
test.each<[string, Uint8Array | string, string, boolean, string]>([
  ["a state", text, "state", true, "a state, serial 7"],
  ["a compact one", JSON.stringify(state), "state", true, "a state, serial 7"],
  [
    "one whose lineage was left out",
    JSON.stringify(withoutLineage),
    "no-lineage",
    true,
    "a state without a lineage, serial 7",
  ],
  [
    "one whose lineage is empty",
    JSON.stringify({ ...state, lineage: "" }),
    "no-lineage",
    true,
    "a state without a lineage, serial 7",
  ],
  [
    "one with no more than its version",
    '{"version":4}',
    "no-lineage",
    true,
    "a state without a lineage, serial 0",
  ],
  [
    "one of Terraform 0.11",
    JSON.stringify({ version: 3, serial: 5, lineage: "l", modules: [] }),
    "old-format",
    true,
    "a state of format 3, which Terraform before 0.12 wrote, serial 5",
  ],
  [
    "one of Terraform 0.6",
    JSON.stringify({ version: 1, serial: 5, modules: [] }),
    "old-format",
    true,
    "a state of format 1, which Terraform before 0.12 wrote, serial 5",
  ],
  [
    "the binary one before",
    "tfstate\u0001...",
    "old-format",
    false,
    "a state in the binary format of Terraform before 0.7",
  ],
  [
    "one of a format to come",
    JSON.stringify({ ...state, version: 5 }),
    "newer",
    false,
    "a state of format 5, newer than the 4 known here, serial 7",
  ],
  [
    "one that OpenTofu has encrypted",
    JSON.stringify({ serial: 9, lineage: "l", ...encrypted }),
    "encrypted",
    false,
    "a state encrypted by OpenTofu, serial 9",
  ],
  [
    "one that OpenTofu 1.7 has encrypted",
    JSON.stringify(encrypted),
    "encrypted",
    false,
    "a state encrypted by OpenTofu",
  ],
  [
    "JSON of SOPS",
    JSON.stringify({ version: "ENC[]", sops: { mac: "" } }),
    "encrypted",
    false,
    "JSON encrypted by SOPS",
  ],
  [
    "UTF-8 with a mark",
    mark + text,
    "encoding",
    false,
    "a state, serial 7, in UTF-8 with a byte order mark",
  ],
  [
    "UTF-16LE of PowerShell",
    Buffer.from(mark + text, "utf16le"),
    "encoding",
    false,
    "a state, serial 7, in UTF-16LE",
  ],
  ["UTF-16LE without a mark", utf16, "encoding", false, "a state, serial 7, in UTF-16LE"],
  [
    "UTF-16BE",
    Buffer.from(mark + text, "utf16le").swap16(),
    "encoding",
    false,
    "a state, serial 7, in UTF-16BE",
  ],
  [
    "UTF-16BE without a mark",
    Buffer.from(utf16).swap16(),
    "encoding",
    false,
    "a state, serial 7, in UTF-16BE",
  ],
  [
    "UTF-16LE that was read as UTF-8",
    Buffer.from(mark + text, "utf16le").toString(),
    "encoding",
    false,
    "text, in UTF-16LE",
  ],
  ["gzip", gzipSync(text), "encoding", false, "something compressed as gzip"],
  [
    "gzip that was read as UTF-8",
    gzipSync(text).toString(),
    "encoding",
    false,
    "something compressed as gzip",
  ],
  [
    "xz that was read as UTF-8",
    Buffer.from("fd377a585a0000", "hex").toString(),
    "encoding",
    false,
    "something compressed as xz",
  ],
  [
    "zstd that was read as UTF-8",
    Buffer.from("28b52ffd24", "hex").toString(),
    "encoding",
    false,
    "something compressed as zstd",
  ],
  [
    "JSON with no resource where one should be",
    JSON.stringify({ ...state, resources: [null] }),
    "unknown",
    false,
    "JSON that says it is a state of format 4, without its parts",
  ],
  ["no bytes", "", "empty", true, "an empty object"],
  ["white space", " \n", "unknown", false, "no JSON"],
  [
    "an empty object of JSON",
    "{}",
    "unknown",
    false,
    "JSON, but without the version of a state's format",
  ],
  ["a list", "[]", "unknown", false, "JSON, but no object"],
  ["null", "null", "unknown", false, "JSON, but no object"],
  ["half of a state", text.slice(0, 90), "unknown", false, "text that begins as JSON and is none"],
  ["a page of a proxy", "<html>", "unknown", false, "no JSON"],
  [
    "a state whose serial is text",
    JSON.stringify({ ...state, serial: "7" }),
    "unknown",
    false,
    "JSON that says it is a state of format 4, without its parts",
  ],
  [
    "what lies in .terraform",
    JSON.stringify({ version: 3, terraform_version: "1.11.4", backend: { type: "s3" } }),
    "unknown",
    false,
    "Terraform's note of which backend a folder uses, and no state",
  ],
])("%s is named for what it is", (_name, content, kind, readByTerraform, words) => {
  expect(stateFormat(content)).toMatchObject({ kind, readByTerraform, words });
});

test("what can be seen of it is told, and what can be worked with", () => {
  expect(stateFormat(text)).toMatchObject({ serial: 7, state: { serial: 7, addresses: [] } });
  expect(stateFormat(JSON.stringify(withoutLineage))).toMatchObject({ state: { lineage: "" } });
  const { lineage } = state;
  expect(stateFormat(JSON.stringify({ ...encrypted, serial: 9, lineage }))).toMatchObject({
    serial: 9,
    lineage,
  });
  expect(stateFormat(utf16)).toMatchObject({ serial: 7, lineage });
  for (const content of [utf16, JSON.stringify({ version: 3, modules: [] }), "{}"]) {
    expect(stateFormat(content).state).toBeUndefined();
  }
});

test("a state without a lineage goes with every other", () => {
  expect(isSameLineage("a", "a")).toBe(true);
  expect(isSameLineage("a", "b")).toBe(false);
  expect(isSameLineage("a", "")).toBe(true);
  expect(isSameLineage("", "b")).toBe(true);
});
