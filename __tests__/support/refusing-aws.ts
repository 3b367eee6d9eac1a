import { once } from "node:events";
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** An answer with which AWS says no. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export interface RefusingAws {
  readonly endpoint: string;
  close(): void;
}

/** What is asked: `S3 GET /bucket?policy`, `DynamoDB_20120810.Scan`, `TrentService.DescribeKey`, `Query`. */
const questionIn = ({ method, url, headers }: IncomingMessage): string => {
  const target = headers["x-amz-target"];
  if (target) return String(target);
  return method === "POST" ? "Query" : `S3 ${method} ${url}`;
};

/**
 * Stands before the emulator and refuses some of what is asked as AWS would: the emulator itself
 * knows neither permissions nor credentials that have ended.
 */
export async function startRefusingAws(
  target: string,
  refuse: (question: string, headers: IncomingHttpHeaders) => Refusal | undefined,
): Promise<RefusingAws> {
  const server = createServer((incoming, outgoing) => {
    const question = questionIn(incoming);
    const refusal = refuse(question, incoming.headers);
    if (refusal) {
      incoming.resume();
      answer(outgoing, question, incoming.method!, refusal);
      return;
    }
    const forwarded = request(
      new URL(incoming.url!, target),
      { method: incoming.method, headers: incoming.headers },
      (response) => {
        outgoing.writeHead(response.statusCode!, response.headers);
        response.pipe(outgoing);
      },
    );
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(
  outgoing: ServerResponse,
  question: string,
  method: string,
  { status, code, message }: Refusal,
): void {
  if (question.startsWith("S3")) {
    outgoing.writeHead(status, { "content-type": "application/xml" });
    // To a HEAD request S3 answers with the status alone.
    outgoing.end(
      method === "HEAD" ? "" : `<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    );
  } else if (question === "Query") {
    outgoing.writeHead(status, { "content-type": "text/xml" });
    outgoing.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
    );
  } else {
    outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
    outgoing.end(JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }));
  }
}
