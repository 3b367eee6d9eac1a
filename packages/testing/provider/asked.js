// A provider of Terraform's, asked as Terraform asks it: a process that speaks gRPC on a socket
// (https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol, version 5). What is
// needed of that is three calls, so it is spoken here without a library.
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const http2 = require("node:http2");
const net = require("node:net");
const { createInterface } = require("node:readline");
const { packed } = require("./packed");

/** By which a provider knows that Terraform starts it, and nobody by mistake. */
const COOKIE = {
  TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
  PLUGIN_PROTOCOL_VERSIONS: "5",
};

class Provider {
  #program;
  #config;
  #child;
  #session;

  /**
   * @param {string} program of the provider
   * @param {object} config arguments of the provider, all of them
   */
  static async start(program, config) {
    const provider = new Provider();
    provider.#program = program;
    provider.#config = config;
    await provider.#begin();
    return provider;
  }

  async #begin() {
    const env = { ...process.env, ...COOKIE };
    this.#child = spawn(this.#program, [], { env, stdio: ["ignore", "pipe", "ignore"] });
    const [line] = await once(createInterface(this.#child.stdout), "line");
    const [, , kind, address] = line.split("|");
    if (kind !== "unix") throw new Error(`the provider listens on ${kind}, expected a socket`);
    this.#session = http2.connect("http://provider", {
      createConnection: () => net.connect(address),
    });
    // Whoever waits for an answer is told.
    this.#session.on("error", () => undefined);
    await this.#call("Configure", [text(1, "1.11.4"), bytes(2, dynamic(this.#config))]);
  }

  /**
   * What a provider plans for a resource that there is.
   *
   * @param {string} type
   * @param {{ prior: object, config: object }} values before, and as it is written
   * @param {object} proposed the values that Terraform makes of both
   * @returns {Promise<{ planned: Buffer, replaced: string[], problem: string | undefined }>} the planned
   *   values as they are packed, paths of arguments that make it replace the resource, and what it has
   *   against it
   */
  async plan(type, { prior, config }, proposed = config) {
    const parts = [prior, proposed, config].map((values, at) => bytes(at + 2, dynamic(values)));
    const answer = await this.#call("PlanResourceChange", [text(1, type), ...parts]).catch(
      async (error) => {
        // Values that nobody has validated may end it.
        if (this.#child.exitCode !== null || this.#session.destroyed) await this.#begin();
        return error;
      },
    );
    if (answer instanceof Error) return { planned: NONE, replaced: [], problem: answer.message };
    const planned = fields(answer).find(({ number }) => number === 1)?.value ?? Buffer.alloc(0);
    const diagnostics = all(answer, 4).map((one) => all(one, 2)[0]?.toString() ?? "");
    return {
      planned: all(planned, 1)[0] ?? Buffer.alloc(0),
      replaced: all(answer, 2).map(pathOf),
      problem: diagnostics[0],
    };
  }

  async #call(method, parts) {
    const message = Buffer.concat(parts);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    const request = this.#session.request({
      ":method": "POST",
      ":path": `/tfplugin5.Provider/${method}`,
      "content-type": "application/grpc",
      te: "trailers",
    });
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    let trailers = {};
    request.on("trailers", (found) => (trailers = found));
    request.end(Buffer.concat([head, message]));
    await Promise.race([
      once(request, "end"),
      once(request, "close").then(() => Promise.reject(new Error("the provider has ended"))),
    ]);
    const status = trailers["grpc-status"];
    if (status !== "0") throw new Error(`${method}: ${trailers["grpc-message"] ?? status}`);
    return Buffer.concat(chunks).subarray(5);
  }

  stop() {
    this.#session.close();
    this.#child.kill();
  }
}

const NONE = Buffer.alloc(0);

const dynamic = (value) => bytes(1, packed(value));

// Protocol buffers, as far as the messages have them: https://protobuf.dev/programming-guides/encoding
function varint(value) {
  const made = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) made.push((rest % 128) + 128);
  return Buffer.from([...made, rest]);
}

const bytes = (number, value) =>
  Buffer.concat([varint(number * 8 + 2), varint(value.length), value]);

const text = (number, value) => bytes(number, Buffer.from(value));

function fields(message) {
  const found = [];
  let at = 0;
  const number = () => {
    let [value, scale] = [0, 1];
    for (; message[at] > 127; scale *= 128) value += (message[at++] - 128) * scale;
    return value + message[at++] * scale;
  };
  while (at < message.length) {
    const key = number();
    const isText = key % 8 === 2;
    const value = number();
    found.push({ number: key >> 3, value: isText ? message.subarray(at, (at += value)) : value });
  }
  return found;
}

const all = (message, wanted) =>
  fields(message)
    .filter(({ number }) => number === wanted)
    .map(({ value }) => value);

/** Names of arguments alone: which item of a list it is counts for nothing. */
const pathOf = (message) =>
  all(message, 1)
    .flatMap((step) => all(step, 1).map((name) => name.toString()))
    .join(".");

module.exports = { Provider };
