import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";

/** Files of a certificate and its key. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate that is its own authority, by openssl. */
export async function certify(hostname: string, dir: string): Promise<Certificate> {
  const [cert, key] = [path.join(dir, "cert.pem"), path.join(dir, "key.pem")];
  await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=groundwork"],
    ...["-addext", `subjectAltName=DNS:${hostname}`, "-keyout", key, "-out", cert],
  ]);
  return { cert, key };
}

/** Has a name lead to this machine. */
export interface NameHere {
  /** Variables by which Terraform goes there, and trusts whoever answers. */
  readonly env: NodeJS.ProcessEnv;
  close(): void;
}

/**
 * Starts a proxy that leads one name to a port of this machine, and nothing else anywhere.
 *
 * @param cert of the authority that is trusted in place of all others
 */
export async function nameHere(hostname: string, port: number, cert: string): Promise<NameHere> {
  const server = createServer((_, response) => response.writeHead(403).end());
  server.on("connect", ({ url }, client) => {
    if (url !== `${hostname}:443`) {
      client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const there = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      there.pipe(client).pipe(there);
    });
    for (const end of [there, client])
      end.on("error", () => [there, client].map((one) => one.destroy()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { HTTPS_PROXY: proxy, SSL_CERT_FILE: cert },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
