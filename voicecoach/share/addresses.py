"""By which addresses phones on the local network find this machine."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import ip_address

_ANYWHERE = {socket.AF_INET: "198.51.100.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses that are nobody's (RFC 5737, RFC 3849): the way to them is the way out."""


@dataclass(frozen=True, slots=True)
class Address:
    """One of this machine's addresses, and the name of the adapter that has it."""

    ip: str
    adapter: str


def addresses() -> tuple[Address, ...]:
    """The addresses that others on a network can reach, that of the way out first: those of IPv4, which every phone and
    every network knows; of IPv6 only where there are no others. None without a network."""
    from ifaddr import get_adapters

    found = [
        Address(ip, adapter.nice_name)
        for adapter in get_adapters()
        for known in adapter.ips
        if _is_reachable(ip := known.ip if isinstance(known.ip, str) else known.ip[0])
    ]
    version = min((ip_address(address.ip).version for address in found), default=4)
    of_version = {address.ip: address for address in found if ip_address(address.ip).version == version}
    way_out = _way_out(socket.AF_INET if version == 4 else socket.AF_INET6)  # noqa: PLR2004  IPv4
    return tuple(sorted(of_version.values(), key=lambda address: address.ip != way_out))


def _is_reachable(ip: str) -> bool:
    address = ip_address(ip)
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)


def _way_out(family: socket.AddressFamily) -> str:
    """The address from which packets would leave for the internet; empty where there's no such way. Nothing is sent:
    to connect a socket for datagrams is to look up the route."""
    with socket.socket(family, socket.SOCK_DGRAM) as datagrams:
        try:
            datagrams.connect((_ANYWHERE[family], 9))
        except OSError:
            return ""
        return str(datagrams.getsockname()[0])
