"""What holds for every test: the network stays shut."""

import sys
from typing import Any

LOOPBACK = ("127.", "::1", "localhost")


def _no_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect":
        return
    address = arguments[1]
    host = address[0] if isinstance(address, tuple) else ""  # a path is a socket of this machine
    if host and not str(host).startswith(LOOPBACK):
        raise AssertionError(f"a test tried to connect to {address}")


sys.addaudithook(_no_network)
