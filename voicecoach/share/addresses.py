"""By which addresses phones on the local network find this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv6Address, ip_address

_ANYWHERE = {socket.AF_INET: "198.51.100.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses that are nobody's (RFC 5737, RFC 3849): the way to them is the way out."""


class Reach(Enum):
    """From where an address can be reached."""

    MACHINE = "this machine alone"
    NETWORK = "the local network"
    """And whatever else isn't the internet, such as a provider's or a VPN's addresses (RFC 6598)."""
    INTERNET = "the internet"


@dataclass(frozen=True, slots=True)
class Address:
    """One of this machine's addresses, and the name of the adapter that has it."""

    ip: str
    adapter: str

    @property
    def reach(self) -> Reach:
        """From where it can be reached."""
        return reach_of(self.ip)


def reach_of(ip: str) -> Reach:
    """From where an address can be reached, by the registries of IANA; a firewall may still be in the way."""
    address = ip_address(ip)
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback:
        return Reach.MACHINE
    return Reach.INTERNET if address.is_global else Reach.NETWORK


def addresses() -> tuple[Address, ...]:
    """The addresses that others on a network can reach, as `usable` has them, that of the way out first. None without
    a network."""
    from ifaddr import get_adapters

    found = usable(
        Address(known.ip if isinstance(known.ip, str) else known.ip[0], adapter.nice_name)
        for adapter in get_adapters()
        for known in adapter.ips
    )
    is_v6 = any(map(_is_v6, found))
    way_out = _way_out(socket.AF_INET6 if is_v6 else socket.AF_INET)
    return tuple(sorted(found, key=lambda address: address.ip != way_out))


def usable(found: Iterable[Address]) -> tuple[Address, ...]:
    """Of a machine's addresses those for phones: of the local network, and of the internet only where there are no
    others; of these those of IPv4, which every phone and every network knows, and of IPv6 only where there are no
    others. Those that a network gave come before those that a machine took for want of any (RFC 3927)."""
    others = [address for address in found if _can_be_shared_at(address)]
    near = [address for address in others if address.reach is Reach.NETWORK] or others
    of_version = [address for address in near if not _is_v6(address)] or near
    by_ip = {address.ip: address for address in of_version}
    return tuple(sorted(by_ip.values(), key=lambda address: ip_address(address.ip).is_link_local))


def _can_be_shared_at(address: Address) -> bool:
    """Whether another machine can be sent there. A link-local address of IPv6 means nothing without an adapter, which
    no browser takes (RFC 4007)."""
    if address.reach is Reach.MACHINE or ip_address(address.ip).is_unspecified:
        return False
    return not (_is_v6(address) and ip_address(address.ip).is_link_local)


def _is_v6(address: Address) -> bool:
    return isinstance(ip_address(address.ip), IPv6Address)


def _way_out(family: socket.AddressFamily) -> str:
    """The address from which packets would leave for the internet; empty where there's no such way. Nothing is sent:
    to connect a socket for datagrams is to look up the route."""
    with socket.socket(family, socket.SOCK_DGRAM) as datagrams:
        try:
            datagrams.connect((_ANYWHERE[family], 9))
        except OSError:
            return ""
        return str(datagrams.getsockname()[0])
