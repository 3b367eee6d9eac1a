import { json } from "node:stream/consumers";
import { findKeys } from "../../../src/state/backend/orphaned-keys";
import { clientsOf } from "../../support/emulated";
import { startProxy } from "../../support/proxy";

interface Question {
  readonly Marker?: string;
  readonly KeyId: string;
}

const answers: Readonly<Record<string, (asked: Question) => unknown>> = {
  ListKeys: ({ Marker }) =>
    Marker === undefined
      ? { Keys: [{ KeyId: "older" }], NextMarker: "more", Truncated: true }
      : { Keys: [{ KeyId: "newer" }], Truncated: false },
  DescribeKey: ({ KeyId }) => ({
    KeyMetadata: {
      KeyId,
      KeyState: "Enabled",
      Description: "states",
      CreationDate: KeyId === "older" ? 1700000000 : 1800000000,
    },
  }),
  ListResourceTags: () => ({ Tags: [{ TagKey: "Environment", TagValue: "bootstrap" }] }),
};

// KMS gives a hundred keys at a time, the emulator all of them.
test("keys are found on every page of the account's keys", async () => {
  const kms = await startProxy(async (incoming, outgoing) => {
    const operation = String(incoming.headers["x-amz-target"]).split(".")[1]!;
    const asked = (await json(incoming)) as Question;
    outgoing.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
    outgoing.end(JSON.stringify(answers[operation]!(asked)));
  });
  try {
    const marks = { description: "states", tags: { Environment: "bootstrap" } };
    expect(await findKeys(clientsOf(kms.endpoint).kms, marks)).toEqual(["newer", "older"]);
  } finally {
    kms.close();
  }
});
