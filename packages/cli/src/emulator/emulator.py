"""Runs the AWS emulator (ministack) for `npm run rehearse` and the integration tests.

    python emulator.py HOST PORT attached|kept

Says its port on standard output as soon as connections to it are queued, before it can answer them.
`attached` ends with the process at the other end of standard input, kill -9 of that one included;
`kept` ends on SIGTERM only. ministack's own command does neither: it ends on the Ctrl-C that
Terraform still needs it for, to release its lock, and outlives a parent that was killed.
"""

import asyncio
import os
import signal
import socket
import sys
import threading

# What a shell has set for another emulator (PERSIST_STATE, USE_SSL, LOCALSTACK_*, AWS_*) is not
# for this one, which starts empty and keeps everything in memory.
KEPT_VARIABLES = ("HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "TMPDIR")

SETTINGS = {
    "PERSIST_STATE": "0",
    "S3_PERSIST": "0",
    # Ports of their own, for SSH file transfer and MQTT.
    "SFTP_ENABLED": "0",
    "IOT_MTLS_ENABLED": "0",
    # With an engine in reach it would run containers for ECS tasks and databases, and remove
    # containers when it starts.
    "DOCKER_HOST": "unix:///nonexistent",
}


def end(*_: object) -> None:
    """Ends at once: there is no state to save and no connection worth waiting for."""
    os._exit(0)


def end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    end()


def answering_once(app):
    """Gives a request of the JSON APIs that comes again, as a retry, the answer of the first.

    Terraform 1.11's DynamoDB client drops about one in two hundred of this server's answers, which
    arrive whole and at once, and asks again. The lock it had taken the first time would then be in
    its own way. A retry has its request's amz-sdk-invocation-id.
    """
    answers = {}

    async def answer(scope, receive, send):
        headers = dict(scope["headers"]) if scope["type"] == "http" else {}
        invocation = b"x-amz-target" in headers and headers.get(b"amz-sdk-invocation-id")
        if not invocation:
            await app(scope, receive, send)
            return
        if invocation in answers:
            while (await receive()).get("more_body"):
                pass
            for message in answers[invocation]:
                await send(message)
            return

        messages = []

        async def record(message):
            messages.append(message)
            done = message["type"] == "http.response.body" and not message.get("more_body")
            if done and messages[0]["status"] == 200:
                answers[invocation] = messages
            await send(message)

        if len(answers) > 10_000:
            answers.clear()
        await app(scope, receive, record)

    return answer


def listen(host: str, port: str, mode: str) -> tuple[socket.socket, str]:
    # Ctrl-C and a closing terminal reach the whole process group. The parent decides what follows.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # In a container this is process 1, which has no default action for SIGTERM.
    signal.signal(signal.SIGTERM, end)
    if mode == "attached":
        threading.Thread(target=end_with_parent, daemon=True).start()

    # Bound here and not by the server, so that port 0 gives a free one that nobody can take first.
    listener = socket.create_server((host, int(port)), backlog=128)
    port = str(listener.getsockname()[1])
    print(port, flush=True)
    os.dup2(2, 1)  # from here on everything is log
    return listener, port


def settle(host: str, port: str) -> None:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    os.environ.clear()
    os.environ.update(kept, **SETTINGS, BIND_HOST=host, GATEWAY_PORT=port)


def answer(listener: socket.socket) -> None:
    # ministack reads its settings when it is imported.
    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack.app import app

    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    # As ministack's own command has it. Hypercorn's 5 s would close connections that the AWS SDKs
    # still hold for their next request.
    config.keep_alive_timeout = 75
    asyncio.run(serve(answering_once(app), config, shutdown_trigger=asyncio.Event().wait))


def main(host: str, port: str, mode: str) -> None:
    listener, port = listen(host, port, mode)
    settle(host, port)
    answer(listener)


if __name__ == "__main__":
    main(*sys.argv[1:])
