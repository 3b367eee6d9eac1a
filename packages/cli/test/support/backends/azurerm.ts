import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { Backend } from "./at-hand";
import { startProgram } from "./program";
import { certify, nameHere, type Certificate } from "./tls";

const ACCOUNT = "acmestates";
const HOST = `${ACCOUNT}.blob.core.windows.net`;

/** Azurite (https://github.com/Azure/Azurite) under the name that a storage account has in Azure. */
export async function azurerm(): Promise<Backend> {
  const key = randomBytes(64).toString("base64");
  let files: Certificate;
  process.env["AZURITE_ACCOUNTS"] = `${ACCOUNT}:${key}`;
  const { port, stop } = await startProgram(
    ["GROUNDWORK_NODE22", "GROUNDWORK_AZURITE"],
    async (port, dir) => {
      files = await certify(HOST, dir);
      return [
        ...["--blobHost", "127.0.0.1", "--blobPort", String(port), "--inMemoryPersistence"],
        ...[
          "--cert",
          files.cert,
          "--key",
          files.key,
          "--skipApiVersionCheck",
          "--disableTelemetry",
        ],
      ];
    },
  );
  const { cert } = files!;
  const sas = accountSas(key);
  await makeContainer(port, cert, sas);
  const name = await nameHere(HOST, port, cert);
  return {
    // The role that Entra ID has for people cannot be had here.
    options: `{ type: "azurerm", storageAccountName: "${ACCOUNT}", containerName: "states", useAzureadAuth: false }`,
    env: { ...name.env, ARM_SAS_TOKEN: sas },
    keepsLocks: true,
    writesEmpty: true,
    place: `https://${HOST}/states/dev/terraform.tfstate`,
    stop: async () => {
      name.close();
      await stop();
    },
  };
}

/** https://learn.microsoft.com/rest/api/storageservices/create-account-sas */
function accountSas(key: string): string {
  const end = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+Z$/, "Z");
  const [permissions, services, types, protocol, version] = [
    "rwdlac",
    "b",
    "sco",
    "https",
    "2022-11-02",
  ];
  const signed = [ACCOUNT, permissions, services, types, "", end, "", protocol, version, "", ""];
  const sig = createHmac("sha256", Buffer.from(key, "base64")).update(signed.join("\n"));
  return new URLSearchParams({
    sv: version,
    ss: services,
    srt: types,
    sp: permissions,
    se: end,
    spr: protocol,
    sig: sig.digest("base64"),
  }).toString();
}

async function makeContainer(port: number, cert: string, sas: string): Promise<void> {
  const asked = request({
    host: "127.0.0.1",
    port,
    servername: HOST,
    ca: await readFile(cert),
    method: "PUT",
    path: `/states?restype=container&${sas}`,
    headers: { host: HOST, "x-ms-version": "2022-11-02", "content-length": 0 },
  }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  if (response.statusCode !== 201) throw new Error(`a container: ${response.statusCode}`);
  response.resume();
}
