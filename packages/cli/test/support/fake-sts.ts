import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeSts {
  readonly endpoint: string;
  /** What was asked for: `GetCallerIdentity`, or the ARN of a role and the name of its session. */
  readonly asked: string[];
  close(): void;
}

export interface StsCaller {
  readonly account: string;
  readonly arn: string;
  /** Whether a role lets the caller in. @default each does */
  readonly letsIn?: (roleArn: string) => boolean;
}

/** An STS that knows one caller, and refuses roles as AWS does: whether they are there it does not say. */
export async function startSts({ account, arn, letsIn = () => true }: StsCaller): Promise<FakeSts> {
  const asked: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = new URLSearchParams(Buffer.concat(chunks).toString());
    const role = body.get("RoleArn");
    asked.push(role === null ? body.get("Action")! : `${role} ${body.get("RoleSessionName")}`);
    const isRefused = role !== null && !letsIn(role);
    outgoing.writeHead(isRefused ? 403 : 200, { "content-type": "text/xml" });
    outgoing.end(
      isRefused
        ? `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${role}</Message></Error><RequestId>1</RequestId></ErrorResponse>`
        : role === null
          ? `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>1</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`
          : `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
}
