"""From a name to the network addresses behind it, each judged before we connect to it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from queue import Empty, SimpleQueue

from requests_hardened.ip_filter import EXTRA_BLOCKED_NET_RANGES

Address = tuple[str, int]
"""A numeric address and a port."""
Resolve = Callable[[str, int], Sequence[Address]]

_NAT64 = ip_network("64:ff9b::/96")


def look_up(name: str, port: int) -> Sequence[Address]:
    """Ask the system's resolver; every answer once, in its order of preference."""
    answers = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(answer[4][0]), port) for answer in answers))


def look_up_within(seconds: float, resolve: Resolve, name: str, port: int) -> Sequence[Address]:
    """Look a name up, but wait for ``seconds`` only: the system's resolver knows no deadline.

    :raises TimeoutError: no answer in time
    :raises OSError: the name leads nowhere
    """
    answer: SimpleQueue[Sequence[Address] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolve(name, port) or socket.gaierror(socket.EAI_NONAME, "no address"))
        except (OSError, UnicodeError) as error:
            answer.put(socket.gaierror(socket.EAI_NONAME, str(error)))

    threading.Thread(target=ask, daemon=True, name="look-up").start()
    try:
        addresses = answer.get(timeout=seconds)
    except Empty:
        raise TimeoutError("no answer to the name look-up") from None
    if isinstance(addresses, OSError):
        raise addresses
    return addresses


def may_connect(numeric: str, *, loopback: bool) -> bool:
    """Whether an address is one of the public internet (or, with ``loopback``, this machine)."""
    address = _innermost(numeric)
    if address.is_loopback:
        return loopback
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or getattr(address, "is_site_local", False)
        or any(address in network for network in EXTRA_BLOCKED_NET_RANGES)
    )


def _innermost(numeric: str) -> IPv4Address | IPv6Address:
    """The IPv4 address an IPv6 one merely wraps (mapped, or NAT64 of IPv6-only networks), else itself."""
    address = ip_address(numeric.partition("%")[0])
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address
