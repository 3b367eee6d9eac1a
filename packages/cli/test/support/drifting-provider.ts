import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http2, { type Http2Server, type ServerHttp2Stream } from "node:http2";
import { tmpdir } from "node:os";
import path from "node:path";
import { field, fieldsOf, flag, type Fields } from "./protobuf";
import { typeOf, type Type } from "./terraform-type";

/** Attributes of a `terraform_data` as its state has them. */
interface Attributes {
  readonly id: string;
  readonly input?: { readonly value: Record<string, unknown>; readonly type: Type } | null;
}

/** What somebody does to a resource past Terraform; undefined removes it. */
export type Tamper = (input: Record<string, unknown>) => Record<string, unknown> | undefined;

/**
 * Stands in for the provider that is built into Terraform, and so for AWS behind the stand-ins: a
 * real Terraform asks it, by its plugin protocol, how each resource is now. Its answer is what the
 * state says, except for resources that a test has tampered with. Terraform's own `terraform_data`
 * would always answer what the state says, and could not drift.
 *
 * Terraform takes it from TF_REATTACH_PROVIDERS, as it takes providers in a debugger. It can be
 * asked how things are, and to plan changes of what is there; nothing can be made or applied by it.
 *
 * https://github.com/hashicorp/terraform/blob/v1.11.4/docs/plugin-protocol/tfplugin6.7.proto
 */
export class DriftingProvider {
  private readonly tampers: {
    readonly holds: (input: object) => boolean;
    readonly tamper: Tamper;
  }[] = [];
  /** As Terraform gave them to be upgraded, before it asks for the resource. */
  private readonly states = new Map<string, Attributes>();

  private constructor(
    private readonly server: Http2Server,
    private readonly dir: string,
  ) {
    server.on("stream", (stream, headers) => this.answer(stream, headers[":path"] ?? ""));
  }

  static async start(): Promise<DriftingProvider> {
    const dir = await mkdtemp(path.join(tmpdir(), "groundwork-provider-"));
    const provider = new DriftingProvider(http2.createServer(), dir);
    provider.server.listen(path.join(dir, "socket"));
    await once(provider.server, "listening");
    return provider;
  }

  /** The environment in which Terraform asks it. */
  get env(): NodeJS.ProcessEnv {
    return {
      TF_REATTACH_PROVIDERS: JSON.stringify({
        "terraform.io/builtin/terraform": {
          Protocol: "grpc",
          ProtocolVersion: 6,
          Pid: process.pid,
          // Without it Terraform would end the process.
          Test: true,
          Addr: { Network: "unix", String: path.join(this.dir, "socket") },
        },
      }),
    };
  }

  /** @param holds which resources, by their configuration */
  tamper(holds: (input: object) => boolean, tamper: Tamper): void {
    this.tampers.push({ holds, tamper });
  }

  /** Puts everything back. */
  restore(): void {
    this.tampers.length = 0;
  }

  async close(): Promise<void> {
    this.server.close();
    await rm(this.dir, { recursive: true, force: true });
  }

  private answer(stream: ServerHttp2Stream, method: string): void {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", () => undefined);
    stream.on("end", () => {
      // Terraform went away, and with it a stream that it had kept open.
      if (stream.destroyed) return;
      // One message, behind a byte for its compression and four for its length.
      const response = this.respond(
        method.split("/").at(-1)!,
        fieldsOf(Buffer.concat(chunks).subarray(5)),
      );
      if (!response) {
        stream.respond({ ...HEADERS, "grpc-status": "12" }, { endStream: true });
        return;
      }
      stream.respond(HEADERS, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      const frame = Buffer.alloc(5);
      frame.writeUInt32BE(response.length, 1);
      stream.end(Buffer.concat([frame, response]));
    });
  }

  /** Undefined for what it does not implement, which Terraform can do without. */
  private respond(method: string, request: Fields): Buffer | undefined {
    switch (method) {
      case "GetProviderSchema":
        return SCHEMAS;
      case "ValidateProviderConfig":
      case "ValidateResourceConfig":
      case "ConfigureProvider":
      case "StopProvider":
        return Buffer.alloc(0);
      case "UpgradeResourceState": {
        const [json] = fieldsOf(request.get(3)!).values();
        const state = JSON.parse(json!.toString()) as Attributes;
        this.states.set(state.id, state);
        return field(1, field(2, json!));
      }
      case "ReadResource":
        return this.read(request.get(2)!);
      case "PlanResourceChange":
        // What is proposed: the configuration, and of the rest what was.
        return field(1, field(1, withUnknown(fieldsOf(request.get(3)!).get(1)!)));
      default:
        return undefined;
    }
  }

  /** @param current the state, as MessagePack, in which the id stands as it is */
  private read(current: Buffer): Buffer {
    const state = [...this.states.values()].find(({ id }) => current.includes(id));
    const input = state?.input?.value;
    const found = input && this.tampers.find(({ holds }) => holds(input));
    if (!found) return field(1, current);
    const tampered = found.tamper(structuredClone(input));
    if (tampered === undefined) return field(1, field(2, Buffer.from("null")));
    const type = typeOf(tampered, state!.input!.type);
    const now = { ...state, input: { value: tampered, type } };
    return field(1, field(2, Buffer.from(JSON.stringify(now))));
  }
}

/**
 * A resource to be made, as MessagePack, with what only its making tells: as Terraform puts it, it
 * has no id and no output. One that is there is left as it is.
 */
function withUnknown(proposed: Buffer): Buffer {
  const id = proposed.indexOf(MADE_ID);
  if (id < 0) return proposed;
  const output = proposed.lastIndexOf(MADE_OUTPUT);
  return Buffer.concat([
    proposed.subarray(0, id + MADE_ID.length - 1),
    UNKNOWN,
    proposed.subarray(id + MADE_ID.length, output + MADE_OUTPUT.length - 1),
    UNKNOWN,
    proposed.subarray(output + MADE_OUTPUT.length),
  ]);
}

/** Texts of fewer than 32 bytes begin with 0xa0 and their length; nothing is 0xc0. */
const MADE_ID = Buffer.from([0xa2, ...Buffer.from("id"), 0xc0]);
const MADE_OUTPUT = Buffer.from([0xa6, ...Buffer.from("output"), 0xc0]);
/** https://github.com/hashicorp/terraform/blob/v1.11.4/docs/plugin-protocol/object-wire-format.md */
const UNKNOWN = Buffer.from([0xd4, 0, 0]);

const HEADERS = { ":status": 200, "content-type": "application/grpc" };

/** An attribute with its type, and whether it is optional (5) or computed (6). */
const attribute = (name: string, type: string, kind: 5 | 6): Buffer =>
  field(2, Buffer.concat([field(1, name), field(2, `"${type}"`), flag(kind)]));

/** That of terraform_data: https://github.com/hashicorp/terraform/blob/v1.11.4/internal/builtin/providers/terraform/resource_data.go */
const SCHEMAS = Buffer.concat([
  field(1, field(2, "")),
  field(
    2,
    Buffer.concat([
      field(1, "terraform_data"),
      field(
        2,
        field(
          2,
          Buffer.concat([
            attribute("input", "dynamic", 5),
            attribute("output", "dynamic", 6),
            attribute("triggers_replace", "dynamic", 5),
            attribute("id", "string", 6),
          ]),
        ),
      ),
    ]),
  ),
]);
