// A provider for Terraform whose plans are those of a true provider, and that makes nothing: what is
// applied has made-up values where the provider would say them, and what is read is as it was. So a plan
// of a change can be had on a state of any stack, without AWS, an emulator, or waiting for either:
//   node answering.js SOCKET TYPE...
// Terraform installs the provider that the project pins, or has it installed. The first line written
// is JSON: `reattach`, the value of TF_REATTACH_PROVIDERS; `version`; `blocks`, what the provider knows
// of the types; or `missing`, why there is no provider. Of an input that ends it ends.
const { mkdtempSync, rmSync } = require("node:fs");
const http2 = require("node:http2");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { madeUp } = require("../../cli/dist/stand-ins/made-up");
const { installed } = require("./installed");
const { bytes, one } = require("./messages");
const { blocksIn, DATA_SOURCES, RESOURCES, slimmed, typeOf } = require("./schemas");
const { framed, HEAD, Spoken } = require("./spoken");
const { isNull, settled } = require("./unknown");

const SOURCE = "registry.terraform.io/hashicorp/aws";

/** Of those that read nothing but what they are given, the provider tells. */
const KNOWS_ITSELF = /^aws_(iam_policy_document|default_tags|arn)$/;

/** Flag of an answer to an apply: that values of a provider may be otherwise than planned. */
const LEGACY = Buffer.from([4 * 8, 1]);

/**
 * Whatever a plan would ask of AWS is refused at once. A bundle of certificates is taken by the first
 * configuration alone, and the provider is configured by each run of Terraform.
 */
const NOWHERE = {
  AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  AWS_MAX_ATTEMPTS: "1",
  AWS_CA_BUNDLE: undefined,
};

class Answering {
  #count = 0;
  #resources;
  #data;
  #schemas;

  constructor(provider, schemas, types) {
    this.provider = provider;
    this.#schemas = slimmed(schemas, types);
    this.#resources = blocksIn(this.#schemas, RESOURCES);
    this.#data = blocksIn(this.#schemas, DATA_SOURCES);
  }

  get blocks() {
    return { resource: this.#resources, data: this.#data };
  }

  /** @returns {Promise<Buffer>} the answer to a call of Terraform's */
  async answer(method, message) {
    if (method === "GetSchema") return this.#schemas;
    if (method === "ReadResource") {
      const kept = one(message, 3);
      return Buffer.concat([bytes(1, one(message, 2)), ...(kept ? [bytes(3, kept)] : [])]);
    }
    if (method === "ReadDataSource") {
      const type = one(message, 1).toString();
      if (!KNOWS_ITSELF.test(type)) return bytes(1, this.#read(type, one(message, 2)));
    }
    if (method === "ApplyResourceChange") return this.#applied(message);
    return this.provider.call(method, message);
  }

  #applied(message) {
    const type = one(message, 1).toString();
    const [planned, kept] = [3, 5].map((number) => one(message, number));
    const block = this.#resources[type];
    const instance = `${type}.n${(this.#count += 1)}`;
    const make = (of, at, kind) =>
      kind === "unknown" ? valueFor(instance, of, at, block) : undefined;
    const state = withValues(planned, block, make);
    return Buffer.concat([bytes(1, state), ...(kept ? [bytes(2, kept)] : []), LEGACY]);
  }

  #read(type, config) {
    const block = this.#data[type];
    const make = (of, at) => {
      const isComputed = at.length === 1 && block.attributes[at[0]]?.computed;
      return isComputed ? valueFor(`data.${type}.it`, of, at, block) : undefined;
    };
    return withValues(config, block, make);
  }
}

/** A value of a provider with others in some places. */
function withValues(value, block, make) {
  const inside = one(value, 1);
  return isNull(inside) ? value : bytes(1, settled(inside, typeOf(block), make));
}

/** What a provider might say: of each thing one, and little of what a team may give as well. */
function valueFor(address, type, at, block) {
  const isOpen = block.attributes[at[0]]?.optional === true;
  if (!Array.isArray(type)) return scalar(address, type, at, isOpen);
  const [kind, inner] = type;
  if (kind === "object") {
    const parts = Object.entries(inner).map(([name, of]) => [
      name,
      valueFor(address, of, [...at, name], block),
    ]);
    return Object.fromEntries(parts);
  }
  if (kind === "map") return {};
  return isOpen ? [] : [valueFor(address, inner, at, block)];
}

/** Values of which those that refer to them, or the provider itself, demand a form. */
const FORMS = [
  [/^aws_launch_template\S*\.id$/, "lt-0123456789abcdef0"],
  [/record_type$/, "CNAME"],
];

function scalar(address, type, at, isOpen) {
  if (type === "number") return isOpen ? 0 : 1;
  if (type === "bool") return false;
  const name = at.at(-1);
  const found = FORMS.find(([place]) => place.test(`${address}.${name}`));
  if (found !== undefined) return found[1];
  if (isOpen && !/(^|_)(id|arn|name|url)$/.test(name)) return "";
  return String(madeUp(address, [`.${name}`], {}, undefined));
}

async function serve(answering, socket) {
  const server = http2.createServer();
  server.on("sessionError", () => undefined);
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    const [, service, method] = headers[":path"].split("/");
    // What go-plugin asks besides: https://github.com/hashicorp/go-plugin/tree/main/internal/plugin
    if (service !== "tfplugin5.Provider") return failed(stream, "12", `${service} is not here`);
    stream.on("end", async () => {
      try {
        const message = await answering.answer(method, Buffer.concat(chunks).subarray(HEAD));
        stream.respond(
          { ":status": 200, "content-type": "application/grpc" },
          { waitForTrailers: true },
        );
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        stream.end(framed(message));
      } catch (error) {
        failed(stream, error.status ?? "2", error.message);
      }
    });
  });
  await new Promise((resolve) => server.listen(socket, resolve));
  return server;
}

function failed(stream, status, said) {
  if (stream.destroyed) return;
  const told = { "grpc-status": status, "grpc-message": encodeURIComponent(said) };
  const head = { ":status": 200, "content-type": "application/grpc", ...told };
  stream.respond(head, { endStream: true });
}

async function main([socket, ...types]) {
  const dir = mkdtempSync(path.join(tmpdir(), "groundwork-provider-"));
  process.on("exit", () => rmSync(dir, { recursive: true, force: true }));
  let found;
  try {
    found = installed(dir);
  } catch (error) {
    const said = /^\s*│?\s*Error: .*$/m.exec(String(error.stderr ?? error.message))?.[0] ?? error;
    console.log(JSON.stringify({ missing: String(said).replace(/^\W*Error: /, "") }));
    return;
  }
  const provider = await Spoken.start(found.program, NOWHERE);
  const schemas = await provider.call("GetSchema", Buffer.alloc(0));
  const answering = new Answering(provider, schemas, new Set(types));
  const server = await serve(answering, socket);
  const place = { Network: "unix", String: socket };
  const how = { Protocol: "grpc", ProtocolVersion: 5, Pid: process.pid, Test: true, Addr: place };
  const reattach = JSON.stringify({ [SOURCE]: how });
  console.log(JSON.stringify({ reattach, version: found.pinned, blocks: answering.blocks }));
  process.stdin.resume().on("end", () => {
    provider.stop();
    server.close();
    process.exit();
  });
}

void main(process.argv.slice(2));
