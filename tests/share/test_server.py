"""What the server answers: to whom, for which path, which bytes of it, under which headers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.share.conftest import PAGE, SOUND_BYTES, Served, served_at
from tests.share.serving import serving

SOUND = "1/lower%20back.mp3"


def test_what_is_listed_is_answered(served: Served) -> None:
    page, sound = served.ask(""), served.ask(SOUND)
    assert (page.status, page.headers["content-type"], page.body) == (200, "text/html; charset=utf-8", PAGE)
    assert (sound.status, sound.headers["content-type"]) == (200, "audio/mpeg")
    assert sound.body == served.sound.read_bytes()
    assert sound.headers["accept-ranges"] == "bytes"
    assert "content-disposition" not in sound.headers


def test_each_answer_has_the_strict_headers_and_none_names_the_server(served: Served) -> None:
    paths = [served.root, served.root + SOUND, "/", served.root + "nothing"]
    for answer in [*map(served.ask_at, paths), served.ask("", "POST"), served.ask("", Host="evil.example")]:
        policy = dict(part.split(maxsplit=1) for part in answer.headers["content-security-policy"].split("; "))
        assert policy.pop("default-src") == policy.pop("frame-ancestors") == "'none'"
        assert policy.pop("base-uri") == policy.pop("form-action") == "'none'"
        assert policy == dict.fromkeys(["script-src", "style-src", "img-src", "media-src", "connect-src"], "'self'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in answer.headers


def test_the_path_is_random_and_long() -> None:
    with serving({}) as one, serving({}) as other:
        tokens = [address.split("/")[3] for address in (one, other)]
    assert tokens[0] != tokens[1]
    assert all(len(token) == 22 for token in tokens)  # 128 bits, six in a letter


def test_a_wrong_path_tells_nothing(served: Served) -> None:
    token = served.root.strip("/")
    wrong = [
        "/",
        "/x/",
        f"/{token}",
        f"/{token[:-1]}/",
        f"/{token}x/",
        f"/{token}//",
        f"/{token}/nothing",
        f"//{token}/",
    ]
    wrong += [f"/{token}/1", f"/{token}/1/", f"/{token}/secret.txt", f"/{token}/1/..%2f..%2fsecret.txt", "/%00/"]
    wrong += [f"/{token}/{SOUND}%00", f"/{token}/%2e%2e/{token}/", f"/%c3%28{token}/"]
    answers = [served.ask_at(path) for path in wrong]
    for answer in answers:
        del answer.headers["date"]
        assert (answer.status, answer.headers.items(), answer.body) == (
            404,
            answers[0].headers.items(),
            answers[0].body,
        )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "GE", "get"])
def test_other_methods_are_refused_for_every_path(served: Served, method: str) -> None:
    for path in (served.root, "/nowhere"):
        answer = served.ask_at(path, method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_head_has_the_headers_of_get_and_nothing_else(served: Served) -> None:
    for path in ("", SOUND):
        head, get = served.ask(path, "HEAD"), served.ask(path)
        assert (head.status, head.body) == (200, b"")
        assert {**dict(head.headers), "date": ""} == {**dict(get.headers), "date": ""}
    assert served.ask(SOUND, "HEAD", Range="bytes=0-9").status == 200  # only GET has ranges


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "", "localhost:{port}"]
)
def test_another_host_is_refused(served: Served, host: str) -> None:
    answer = served.ask("", Host=host.format(port=served.place[1]))
    assert (answer.status, PAGE in answer.body) == (421, False)


def test_a_name_that_is_given_is_answered(tmp_path: Path) -> None:
    with served_at(tmp_path, ["coach.test"]) as served:
        assert served.ask("", Host=f"Coach.Test:{served.place[1]}").status == 200


@pytest.mark.parametrize(
    "headers", [{"Transfer_Encoding": "chunked"}, {"Content_Length": "4"}, {"Expect": "100-continue"}]
)
def test_a_request_with_a_body_is_refused(served: Served, headers: dict[str, str]) -> None:
    answer = served.ask("", **headers)
    assert (answer.status, answer.headers["connection"]) == (400, "close")


def test_a_download_has_a_name_to_be_kept_under(served: Served) -> None:
    answer = served.ask(f"{SOUND}?download")
    assert answer.body == served.sound.read_bytes()
    assert answer.headers["content-disposition"] == "attachment; filename*=utf-8''f%C3%BCr%20den%20R%C3%BCcken.mp3"
    assert "content-disposition" not in served.ask("?download").headers


RANGES = {
    "bytes=0-99": [(0, 100)],
    "bytes=299990-": [(299_990, 300_000)],
    "bytes=-10": [(299_990, 300_000)],
    "bytes=299990-999999999999": [(299_990, 300_000)],
    "bytes=-999999": [(0, 300_000)],
    "BYTES=5-5": [(5, 6)],
    "bytes=0-9, 20-29": [(0, 10), (20, 30)],
    "bytes=0-9,999999-": [(0, 10)],
    "bytes=300000-": [],
    "bytes=-0": [],
    "bytes=300000-300001,400000-": [],
    "bytes=9-0": None,
    "bytes=-": None,
    "bytes=a-b": None,
    "bytes=+1-+2": None,
    "bytes=1_0-2_0": None,
    "bytes=": None,
    "bytes 0-9": None,
    "lines=0-9": None,
    "bytes=0-9,x": None,
    "bytes=0-9,1": None,
    "bytes=0-9-10": None,
    "bytes=" + "0-0," * 11: None,
    "bytes=" + "9" * 5000 + "-": None,
}
"""What may stand in Range → the spans that are answered; none: none can be had; None: the header is to be ignored."""


@pytest.mark.parametrize("asked", RANGES)
def test_ranges_are_those_of_rfc_9110(served: Served, asked: str) -> None:
    whole, spans = served.sound.read_bytes(), RANGES[asked]
    answer = served.ask(SOUND, Range=asked)
    if spans is None:
        assert (answer.status, answer.body) == (200, whole)
    elif not spans:
        assert (answer.status, answer.headers["content-range"]) == (416, f"bytes */{SOUND_BYTES}")
    elif len(spans) == 1:
        ((start, stop),) = spans
        assert (answer.status, answer.body) == (206, whole[start:stop])
        assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{SOUND_BYTES}"
    else:
        assert (answer.status, answer.headers.get_content_type()) == (206, "multipart/byteranges")
        boundary = answer.headers.get_boundary()
        assert boundary
        _, *parts, end = answer.body.split(b"--" + boundary.encode())
        assert end == b"--"
        for (start, stop), part in zip(spans, parts, strict=True):
            head, _, body = part.partition(b"\r\n\r\n")
            assert f"Content-Range: bytes {start}-{stop - 1}/{SOUND_BYTES}".encode() in head
            assert body == whole[start:stop] + b"\r\n"


def test_a_range_of_another_version_is_all_of_this_one(served: Served) -> None:
    tag = served.ask(SOUND).headers["etag"]
    assert served.ask(SOUND, Range="bytes=0-9", If_Range=tag).status == 206
    assert served.ask(SOUND, Range="bytes=0-9", If_Range='"other"').status == 200
    assert served.ask(SOUND, Range="bytes=999999-", If_Range='"other"').status == 200
    assert served.ask(SOUND, Range="bytes=0-9", If_Range=f"W/{tag}").status == 200  # the comparison is the strong one


@pytest.mark.parametrize("path", ["", SOUND])
def test_what_a_phone_has_already_is_not_sent_again(served: Served, path: str) -> None:
    first = served.ask(path)
    again = served.ask(path, If_None_Match=f'"other", {first.headers["etag"]}')
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert first.headers["cache-control"] == "private, no-cache"
    assert served.ask(path, If_None_Match='"other"').status == 200


def test_a_file_that_changes_or_goes_is_answered_as_it_is(tmp_path: Path) -> None:
    with served_at(tmp_path) as served:
        tag = served.ask(SOUND).headers["etag"]
        served.sound.write_bytes(b"shorter")
        after = served.ask(SOUND, If_None_Match=tag, Range="bytes=100-", If_Range=tag)
        assert (after.status, after.body) == (200, b"shorter")
        served.sound.unlink()
        gone = served.ask(SOUND)
        assert (gone.status, gone.body) == (404, served.ask("nothing").body)
        served.sound.mkdir()
        assert served.ask(SOUND).status == 404
        served.sound.rmdir()
        os.mkfifo(served.sound)
        assert served.ask(SOUND).status == 404
