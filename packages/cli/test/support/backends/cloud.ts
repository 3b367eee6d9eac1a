import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Backend } from "./at-hand";
import { HcpTerraform, TOKEN } from "./hcp-terraform";
import { certify, nameHere } from "./tls";

const HOST = "app.terraform.io";

/** A server of this proof that speaks HCP Terraform's protocol, under its name; none of HashiCorp's. */
export async function cloud(): Promise<Backend> {
  const dir = await mkdtemp(path.join(tmpdir(), "groundwork-hcp-"));
  const { cert, key } = await certify(HOST, dir);
  const hcp = new HcpTerraform(`https://${HOST}`);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { status, headers, body } = hcp.answer({
      method: request.method!,
      url: new URL(request.url!, `https://${HOST}`),
      token: request.headers.authorization,
      body: Buffer.concat(chunks),
    });
    response.writeHead(status, { "content-type": "application/vnd.api+json", ...headers });
    response.end(
      Buffer.isBuffer(body) ? body : body === undefined ? undefined : JSON.stringify(body),
    );
  };
  const server = createServer(
    { cert: await readFile(cert), key: await readFile(key) },
    (request, response) => void answer(request, response),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  const name = await nameHere(HOST, (server.address() as AddressInfo).port, cert);
  return {
    options: '{ type: "cloud", organization: "Acme", project: "Platform" }',
    env: { ...name.env, TF_TOKEN_app_terraform_io: TOKEN },
    // A workspace of HCP Terraform is remote at first, and so is each here.
    besideCommands: { TF_FORCE_LOCAL_BACKEND: "1" },
    keepsLocks: true,
    place: `https://${HOST}/app/Acme/workspaces/groundwork-dev`,
    problems: () => hcp.problems,
    stop: async () => {
      name.close();
      server.closeAllConnections();
      server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
