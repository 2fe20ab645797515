"""The addresses by which phones find this machine."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from urllib.request import urlopen

import pytest

from tests.share.conftest import PAGE
from voicecoach.errors import InputError
from voicecoach.share.addresses import addresses
from voicecoach.share.server import listening, serving
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
        assert addresses()[0].ip == datagrams.getsockname()[0]


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
    with listening("127.0.0.1") as listener:
        port = listener.socket.getsockname()[1]
        with (
            pytest.raises(InputError, match=rf"127\.0\.0\.1, port {port}, can't be used .*; choose another"),
            listening("127.0.0.1", port),
        ):
            pass
    for host in ("203.0.113.7", "nowhere.invalid", "", "0", "0.0.0.0", "::", "a" * 300):  # noqa: S104  nothing is bound
        with pytest.raises(InputError), listening(host):
            pass
