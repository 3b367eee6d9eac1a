import type { Backend } from "./at-hand";
import { freePort, startProgram } from "./program";

/** A real Consul, of one agent in memory. */
export async function consul(): Promise<Backend> {
  const [lan, server] = [await freePort(), await freePort()];
  const { port, stop } = await startProgram(["GROUNDWORK_CONSUL"], (port) => [
    ...["agent", "-dev", "-client", "127.0.0.1", "-bind", "127.0.0.1"],
    ...["-http-port", String(port), "-server-port", String(server)],
    ...["-serf-lan-port", String(lan), "-serf-wan-port", "-1", "-dns-port", "-1"],
    ...["-grpc-port", "-1", "-grpc-tls-port", "-1", "-disable-host-node-id"],
  ]);
  return {
    options: `{ type: "consul", address: "127.0.0.1:${port}", scheme: "http" }`,
    env: {},
    keepsLocks: true,
    place: `http://127.0.0.1:${port}/v1/kv/dev/terraform.tfstate`,
    stop,
  };
}
