"""The addresses by which phones find this machine."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from urllib.request import urlopen

import pytest

from tests.share.conftest import PAGE
from tests.share.serving import serving
from voicecoach.errors import InputError
from voicecoach.share.addresses import Address, Reach, addresses, reach_of, usable
from voicecoach.share.server import listening
from voicecoach.share.site import Resource

SITE = {"": Resource("text/html", PAGE)}


def test_addresses_are_ones_that_can_be_listened_at() -> None:
    found = addresses()
    assert len({address.ip for address in found}) == len(found)
    for address in found:
        assert not ip_address(address.ip).is_loopback
        with serving(SITE, address.ip) as shown, urlopen(shown, timeout=10) as answer:  # noqa: S310  it begins with http
            assert answer.read() == PAGE


def test_the_way_out_comes_first() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        try:
            datagrams.connect(("203.0.113.1", 9))
        except OSError:
            pytest.skip("this machine has no way out")
        way_out = datagrams.getsockname()[0]
        if reach_of(way_out) is not Reach.NETWORK:
            pytest.skip("this machine is on the internet itself")
        assert addresses()[0].ip == way_out


@pytest.mark.parametrize(
    ("ip", "reach"),
    [
        ("127.0.0.1", Reach.MACHINE),
        ("127.0.1.1", Reach.MACHINE),  # what Debian's /etc/hosts has for the machine's own name
        ("::1", Reach.MACHINE),
        ("::ffff:127.0.0.1", Reach.MACHINE),
        ("10.1.2.3", Reach.NETWORK),
        ("172.31.255.1", Reach.NETWORK),
        ("172.32.0.1", Reach.INTERNET),
        ("192.168.178.20", Reach.NETWORK),
        ("169.254.7.7", Reach.NETWORK),
        ("100.64.0.1", Reach.NETWORK),
        ("100.128.0.1", Reach.INTERNET),
        ("fd12:3456::1", Reach.NETWORK),
        ("fe80::1", Reach.NETWORK),
        ("9.9.9.9", Reach.INTERNET),
        ("::ffff:9.9.9.9", Reach.INTERNET),
        ("2a00:1450:4001::1", Reach.INTERNET),
    ],
)
def test_how_far_an_address_reaches(ip: str, reach: Reach) -> None:
    assert reach_of(ip) is reach
    assert Address(ip, "eth0").reach is reach


@pytest.mark.parametrize(
    ("found", "left"),
    [
        (["127.0.0.1", "9.9.9.9", "192.168.1.2", "fd12::1"], ["192.168.1.2"]),
        (["169.254.7.7", "10.0.0.1", "10.0.0.1"], ["10.0.0.1", "169.254.7.7"]),
        (["9.9.9.9", "fd12::1", "2a00:1450::1", "fe80::1"], ["fd12::1"]),
        (["2a00:1450::1", "9.9.9.9"], ["9.9.9.9"]),
        (["::1", "127.0.0.1", "0.0.0.0", "fe80::1"], []),  # noqa: S104  nothing is bound
    ],
)
def test_those_of_the_local_network_go_before_those_of_the_internet(found: list[str], left: list[str]) -> None:
    assert [address.ip for address in usable(Address(ip, "eth0") for ip in found)] == left


def test_a_name_is_shown_as_it_was_given_and_answered_by_its_address_too() -> None:
    with serving(SITE, "localhost") as shown:
        assert shown.startswith("http://localhost:")
        with urlopen(shown, timeout=10) as answer:  # noqa: S310  it begins with http
            assert answer.read() == PAGE


def test_ipv6_has_brackets() -> None:
    try:
        with serving(SITE, "::1") as shown:
            assert shown.startswith("http://[::1]:")
            with urlopen(shown, timeout=10) as answer:  # noqa: S310  it begins with http
                assert answer.read() == PAGE
    except InputError:
        pytest.skip("this machine has no IPv6")


def test_a_port_that_is_taken_or_an_address_of_another_machine_is_bad_input() -> None:
    with listening("127.0.0.1") as endpoint:
        port = endpoint.socket.getsockname()[1]
        with (
            pytest.raises(InputError, match=rf"port {port} of 127\.0\.0\.1 can't be used .*; choose another by --port"),
            listening("127.0.0.1", port),
        ):
            pass
    with (
        pytest.raises(InputError, match=r"'203\.0\.113\.7' is no address or name of this machine"),
        listening("203.0.113.7"),
    ):
        pass
    for host in ("nowhere.invalid", "", "0", "0.0.0.0", "::", "a" * 300):  # noqa: S104  nothing is bound
        with pytest.raises(InputError), listening(host):
            pass
