"""Closes every socket but loopback, in the test process and in every Python that it starts.

Python imports a module of this name at its start, so a child whose ``PYTHONPATH`` holds this folder is
closed too; the test process runs the file itself. An attempt is refused and written down in the file that
``SOCKET_LOG`` names, so that a test fails even where the product swallowed the refusal.
"""

import ipaddress
import os
import socket
import sys

SOCKET_LOG = "CREDITARIUM_SOCKET_LOG"

# The audit events that name a peer or a host, and which of their arguments is it.
_ADDRESS_OF = {
    "socket.bind": 1,
    "socket.connect": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyaddr": 0,
    "socket.gethostbyname": 0,
    "socket.getnameinfo": 0,
    "socket.sendmsg": 1,
    "socket.sendto": 1,
}
_LOG_AT_START = os.environ.get(SOCKET_LOG)
_INTERNET = (socket.AF_INET, socket.AF_INET6)


def _is_local(host: object) -> bool:
    """Say whether a host is this machine seen from itself; no host at all (None) is."""
    if host in (None, "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse the event with `PermissionError` if it reaches beyond this machine."""
    if event not in _ADDRESS_OF:
        return
    if isinstance(arguments[0], socket.socket) and arguments[0].family not in _INTERNET:
        return
    address = arguments[_ADDRESS_OF[event]]
    host = address[0] if isinstance(address, tuple) else address
    if _is_local(host):
        return
    line = f"{event} {host!r}"
    # A suite within the suite's test has a log of its own; a test may have emptied the environment.
    if path := os.environ.get(SOCKET_LOG, _LOG_AT_START):
        with open(path, "a", encoding="utf-8") as log:
            log.write(line + "\n")
    raise PermissionError(f"the tests close every socket but loopback: {line}")


if _LOG_AT_START:
    sys.addaudithook(_refuse)
