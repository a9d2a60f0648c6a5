"""What holds for every test: the network stays shut.

What a process of the command reads, and what code beneath Python does, is watched in `watching.py`.
"""

import socket
import sys
from typing import Any

LOOPBACK = ("127.", "::1", "localhost")
OURSELVES = (None, "", b"", socket.gethostname())  # a notebook's kernel asks for the addresses of this machine
# Which of an event's arguments names the other side.
NAMES = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}


def _no_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in NAMES:
        return
    address = arguments[NAMES[event]]
    host = address[0] if isinstance(address, tuple) else address
    named = isinstance(address, tuple) or event.startswith("socket.get")  # else a path of this machine
    if named and host not in OURSELVES and not str(host).startswith(LOOPBACK):
        raise AssertionError(f"a test tried to reach {address}")


sys.addaudithook(_no_network)
