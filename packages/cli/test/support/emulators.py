"""Emulators for the tests, each forked from one process that has loaded ministack for all of them:
to load it takes 0.7 CPU seconds, and a run starts about eighty.

    python emulators.py SOURCE SOCKET                        the process they are forked from
    python emulators.py SOURCE SOCKET HOST PORT MODE         one of them, as by emulator.py in SOURCE

Whoever starts one has a process that stands for it: what ends that one, kill -9 included, ends it.
"""

import importlib
import os
import select
import signal
import socket
import sys
import threading

source, path, *arguments = sys.argv[1:]

# The services that the tests ask, and those that every request is held against.
SERVICES = "dynamodb iam kms s3 sns ssm sts".split()
BESIDE = "apigateway apigateway_v1 eventbridge".split()

# Names under which modules of ministack keep the port that they were loaded with.
PORTS = ("_PORT", "_GATEWAY_PORT", "_MINISTACK_PORT", "DEFAULT_PORT")


def stand_for_one() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    nursery = socket.socket(socket.AF_UNIX)
    nursery.connect(path)
    socket.send_fds(nursery, [" ".join(arguments).encode()], [0, 1, 2])
    for fd in (0, 1):
        os.close(fd)
    nursery.recv(1)  # nothing is ever sent: this is its end
    sys.exit(1)


def be_one(standing: socket.socket, request: bytes, fds: list[int]) -> None:
    for number, fd in enumerate(fds):
        os.dup2(fd, number)
        os.close(fd)

    def end_with_standing() -> None:
        standing.recv(1)
        os._exit(0)

    threading.Thread(target=end_with_standing, daemon=True).start()
    import emulator

    host, port, mode = request.decode().split()
    listener, port = emulator.listen(host, port, mode)
    emulator.settle(host, port)
    for name, module in list(sys.modules.items()):
        if name.startswith("ministack"):
            for constant in PORTS:
                if hasattr(module, constant):
                    setattr(module, constant, port)
    emulator.answer(listener)


def be_forked() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # none is waited for
    sys.path.insert(0, source)
    import emulator

    emulator.settle("127.0.0.1", "0")
    for module in ("hypercorn.asyncio", "ministack.app"):
        importlib.import_module(module)
    for service in SERVICES + BESIDE:
        importlib.import_module(f"ministack.services.{service}")
    for service in SERVICES:
        sys.modules["ministack.core.responses"]._service_model(service)

    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    print("ready", flush=True)
    while True:
        ready, _, _ = select.select([listener, 0], [], [])
        if 0 in ready:
            return  # whoever started it has ended
        standing, _ = listener.accept()
        request, fds, _, _ = socket.recv_fds(standing, 1024, 3)
        if os.fork() == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            be_one(standing, request, list(fds))
        standing.close()
        for fd in fds:
            os.close(fd)


if arguments:
    stand_for_one()
else:
    be_forked()
