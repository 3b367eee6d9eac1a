// A provider of Terraform's, spoken to as Terraform does it: a process that speaks gRPC on a socket
// (https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol, version 5). What is
// needed of that is little, so it is spoken here without a library.
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const http2 = require("node:http2");
const net = require("node:net");
const { createInterface } = require("node:readline");

/** By which a provider knows that Terraform starts it, and nobody by mistake. */
const COOKIE = {
  TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
  PLUGIN_PROTOCOL_VERSIONS: "5",
};

/** Before each message there is whether it is compressed, and its length. */
const HEAD = 5;

/** @param {Buffer} message @returns {Buffer} as gRPC sends it */
function framed(message) {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

class Spoken {
  #child;
  #session;

  /** @param {string} program of the provider @param {NodeJS.ProcessEnv} [env] variables besides those at hand */
  static async start(program, env = {}) {
    const spoken = new Spoken();
    const all = { ...process.env, ...env, ...COOKIE };
    spoken.#child = spawn(program, [], { env: all, stdio: ["ignore", "pipe", "ignore"] });
    const [line] = await once(createInterface(spoken.#child.stdout), "line");
    const [, , kind, address] = line.split("|");
    if (kind !== "unix") throw new Error(`the provider listens on ${kind}, expected a socket`);
    spoken.#session = http2.connect("http://provider", {
      createConnection: () => net.connect(address),
    });
    // Whoever waits for an answer is told.
    spoken.#session.on("error", () => undefined);
    return spoken;
  }

  /** Whether it has ended, as values that nobody has validated may do to it. */
  get isOver() {
    return this.#child.exitCode !== null || this.#session.destroyed;
  }

  /**
   * @param {string} method as `PlanResourceChange`
   * @param {Buffer} message
   * @returns {Promise<Buffer>} the answer
   * @throws Error with gRPC's status in `status`
   */
  async call(method, message) {
    const request = this.#session.request({
      ":method": "POST",
      ":path": `/tfplugin5.Provider/${method}`,
      "content-type": "application/grpc",
      te: "trailers",
    });
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    // An answer without a message has its status at the head.
    let trailers = {};
    request.on("response", (found) => (trailers = { ...trailers, ...found }));
    request.on("trailers", (found) => (trailers = { ...trailers, ...found }));
    request.end(framed(message));
    await Promise.race([
      once(request, "end"),
      once(request, "close").then(() => Promise.reject(new Error("the provider has ended"))),
    ]);
    const { "grpc-status": status, "grpc-message": said = status } = trailers;
    if (status !== "0") throw Object.assign(new Error(`${method}: ${said}`), { status });
    return Buffer.concat(chunks).subarray(HEAD);
  }

  stop() {
    this.#session.close();
    this.#child.kill();
  }
}

module.exports = { framed, HEAD, Spoken };
