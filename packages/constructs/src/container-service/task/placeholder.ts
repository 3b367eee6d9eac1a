import type { ContainerProps } from "./container-definition";

/** Public, for both processors. */
const IMAGE = "public.ecr.aws/nginx/nginx:1.27-alpine";

/**
 * A container that runs in a service's place until its first image has been pushed: it answers 200
 * to any request on the service's port, so that the first deployment comes up, health check and
 * all.
 */
export const placeholder = (name: string, port = 80): ContainerProps => ({
  name,
  image: IMAGE,
  essential: true,
  port,
  // nginx as the image has it answers on port 80 only, and 404 to a health check it does not know.
  // All that it writes goes to /tmp, as the root file system is read-only.
  command: [
    "sh",
    "-c",
    `echo '${configuration(port)}' > /tmp/nginx.conf && exec nginx -c /tmp/nginx.conf -g 'daemon off;'`,
  ],
  writablePaths: ["/tmp"],
});

const configuration = (port: number): string =>
  [
    "pid /tmp/nginx.pid;",
    "events {}",
    "http {",
    ...["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (name) => `${name}_temp_path /tmp/${name};`,
    ),
    `server { listen ${port}; default_type text/plain; location / { return 200 "placeholder"; } }`,
    "}",
  ].join(" ");
