import type { Backend } from "./at-hand";
import { startProgram } from "./program";

/** fake-gcs-server (https://github.com/fsouza/fake-gcs-server), with a bucket in it. */
export async function gcs(): Promise<Backend> {
  const { port, stop } = await startProgram(["GROUNDWORK_FAKE_GCS_SERVER"], (port) => [
    ...["-scheme", "http", "-host", "127.0.0.1", "-port", String(port)],
    ...["-backend", "memory", "-public-host", `127.0.0.1:${port}`],
  ]);
  const address = `http://127.0.0.1:${port}/storage/v1/`;
  const body = JSON.stringify({ name: "states" });
  const made = await fetch(`${address}b?project=acme`, { method: "POST", body });
  if (!made.ok) throw new Error(await made.text());
  return {
    options: '{ type: "gcs", bucket: "states" }',
    env: {
      GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT: address,
      GOOGLE_OAUTH_ACCESS_TOKEN: "anybody",
    },
    keepsLocks: true,
    writesEmpty: true,
    place: "gs://states/dev/default.tfstate",
    stop,
  };
}
