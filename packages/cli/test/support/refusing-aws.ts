import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { forward, startProxy, type Proxy } from "./proxy";

/** An answer with which AWS says no. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
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
export function startRefusingAws(
  target: string,
  refuse: (question: string, headers: IncomingHttpHeaders) => Refusal | undefined,
): Promise<Proxy> {
  return startProxy((incoming, outgoing) => {
    const question = questionIn(incoming);
    const refusal = refuse(question, incoming.headers);
    if (refusal) {
      incoming.resume();
      answer(outgoing, question, incoming.method!, refusal);
      return;
    }
    forward(target, incoming, outgoing);
  });
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
