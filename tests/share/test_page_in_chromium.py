"""The page in a real browser, as a phone on the local network sees it: over plain HTTP, at a name that isn't
`localhost`, and so in no secure context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.chromium import chromium
from tests.share.exported import CAPTIONS, LENGTH_S, STARTS_S, TITLES, exported
from tests.share.serving import serving
from voicecoach.clip import FRAME_RATE, GRID
from voicecoach.export.encoder import Caption, Chapter
from voicecoach.share.site import Site, site_of

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.once]

NAME = "coach.test"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "locale": "de-DE",
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
LEAST_TARGET_PX = 44
HALF_AN_HOUR_STEPS = 75_000
NEAR_S = 0.06
TARGETS = """() => [...document.querySelectorAll("button, a, label, input[type=range]")]
    .filter((target) => target.checkVisibility())
    .map((target) => [target.className || target.textContent, target.getBoundingClientRect()])
    .map(([name, box]) => [name, Math.min(box.width, box.height)])"""
SPY_ON_THE_SESSION = """
    window.answers = {};
    const set = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);
    navigator.mediaSession.setActionHandler = (action, answer) => { set(action, answer); answers[action] = answer; };
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests here; it finds this machine by the name of a stranger."""
    with chromium(f"--host-resolver-rules=MAP {NAME} 127.0.0.1") as browser:
        yield browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shared files are."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="module")
def site(folder: Path) -> Site:
    """A site of one file."""
    return site_of([exported(folder / "für den Rücken.mp3")])


@contextmanager
def _at(site: Site) -> Iterator[str]:
    """The site's address, by the name."""
    with serving(site, names=[NAME]) as address:
        yield address.replace("127.0.0.1", NAME)


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """Where the site of one file is."""
    with _at(site) as address:
        yield address


@contextmanager
def _phone(browser: Browser, *, said: tuple[str, ...] = (), **settings: Any) -> Iterator[BrowserContext]:
    """A phone that has seen nothing yet. Its console says nothing, but for lines that have what is `said` in them."""
    context = browser.new_context(**(PHONE | settings))
    context.set_default_timeout(10_000)
    console: list[str] = []
    context.on("console", lambda message: console.append(f"{message.type}: {message.text}"))
    context.on("weberror", lambda error: console.append(str(error.error)))
    yield context
    context.close()
    assert [line for line in console if not any(part in line for part in said)] == []


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page of one file, on a phone."""
    with _phone(browser) as phone:
        yield _opened(phone, address)


def _opened(phone: BrowserContext, address: str) -> Page:
    page = phone.new_page()
    page.goto(address)
    page.wait_for_function("() => document.querySelector('audio')?.readyState > 0")
    return page


def _now_s(page: Page) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def _chapter(page: Page, number: int) -> Any:
    return page.locator(".chapters button").nth(number)


def test_the_page_is_no_secure_context_and_plays(page: Page) -> None:
    assert page.evaluate("isSecureContext") is False
    assert page.title() == "Für den unteren Rücken · voicecoach"
    play = page.get_by_role("button", name="Abspielen")
    play.tap()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator(".caption")).to_have_text(CAPTIONS[0].text)
    expect(page.locator(".elapsed")).to_have_text("0:01")
    expect(page.locator(".left")).to_have_text(re.compile("^\N{MINUS SIGN}0:5[89]$"))
    page.get_by_role("button", name="Pause").tap()
    expect(play).to_be_visible()
    assert 1 <= _now_s(page) < 2


def test_a_chapter_is_gone_to_and_marked(page: Page) -> None:
    page.evaluate(
        """() => { const audio = document.querySelector("audio");
            audio.addEventListener("seeked", () => { window.landed = audio.currentTime; }); }"""
    )
    for number in (1, 2, 0):
        page.evaluate("window.landed = null")
        _chapter(page, number).tap()
        page.wait_for_function("() => window.landed !== null")
        assert page.evaluate("landed") == pytest.approx(STARTS_S[number], abs=NEAR_S)
        expect(page.locator("[aria-current]")).to_contain_text(TITLES[number])
        expect(page.locator(".spoken .chapter")).to_have_text(TITLES[number])
    assert page.evaluate("document.querySelector('audio').paused") is False


def test_the_words_follow_the_sound(page: Page) -> None:
    _chapter(page, 1).tap()
    expect(page.locator(".caption")).to_have_text("")  # what was said in the chapter before is over
    expect(page.locator(".caption")).to_have_text(CAPTIONS[2].text)
    at_s = _now_s(page)
    assert CAPTIONS[2].start / FRAME_RATE - 0.1 <= at_s < CAPTIONS[2].start / FRAME_RATE + 1
    assert page.locator(".caption").get_attribute("class") == "caption"
    page.get_by_role("button", name="10 Sekunden vor").tap()
    expect(page.locator(".caption")).to_have_class("caption past")


def test_the_first_words_are_there_before_they_are_said(page: Page) -> None:
    expect(page.locator(".caption")).to_have_text(CAPTIONS[0].text)
    expect(page.locator(".caption")).to_have_class("caption past")
    page.get_by_role("button", name="Abspielen").tap()
    expect(page.locator(".caption")).to_have_class("caption")


@pytest.mark.parametrize(("width_px", "height_px"), [(640, 330), (844, 340), (932, 400)])
def test_on_its_side_a_phone_shows_words_and_controls_at_once(
    browser: Browser, address: str, width_px: int, height_px: int
) -> None:
    with _phone(browser, viewport={"width": width_px, "height": height_px}) as phone:
        page = _opened(phone, address)
        expect(_chapter(page, 2)).to_be_attached()
        for seen in (".spoken", ".controls"):
            expect(page.locator(seen)).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("button", name="Nächstes Kapitel")).to_be_in_viewport(ratio=1)
        spoken, controls, following = (page.locator(what).bounding_box() for what in (".spoken", ".controls", ".next"))
        assert spoken
        assert controls
        assert following
        assert spoken["x"] + spoken["width"] < controls["x"]
        assert following["x"] + following["width"] <= controls["x"] + controls["width"]


def test_buttons_go_back_and_forward(page: Page) -> None:
    for button, there_s in (
        ("Nächstes Kapitel", STARTS_S[1]),
        ("10 Sekunden vor", STARTS_S[1] + 10),
        ("Voriges Kapitel", STARTS_S[1]),  # first to where the chapter starts, then to the one before it
        ("Voriges Kapitel", STARTS_S[0]),
        ("10 Sekunden zurück", 0),
        ("Nächstes Kapitel", STARTS_S[1]),
        ("10 Sekunden zurück", STARTS_S[1] - 10),
    ):
        page.get_by_role("button", name=button).tap()
        assert _now_s(page) == pytest.approx(there_s, abs=NEAR_S), button


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    order = []
    page.locator("body").press("Tab")
    for _ in range(12):
        order.append(page.evaluate("document.activeElement.className || document.activeElement.textContent"))
        page.keyboard.press("Tab")
    assert order[:6] == ["position", "previous", "back", "play", "forward", "next"]
    assert order[7] == "download"
    assert [TITLES[number] in title for number, title in enumerate(order[8:11])] == [True] * 3

    slider = page.get_by_role("slider", name="Stelle")
    slider.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    assert _now_s(page) == pytest.approx(LENGTH_S - 1, abs=NEAR_S)
    expect(slider).to_have_attribute("aria-valuetext", "59 Sekunden von 1 Minute")
    _chapter(page, 1).press("Enter")
    page.wait_for_function("() => !document.querySelector('audio').paused")
    page.get_by_role("button", name="Pause").press("Space")
    assert STARTS_S[1] - NEAR_S <= _now_s(page) < STARTS_S[1] + 2


def test_a_slider_with_the_keyboard_on_it_is_not_read_out_each_second(page: Page) -> None:
    slider = page.get_by_role("slider")
    page.get_by_role("button", name="Abspielen").press("Enter")
    page.keyboard.press("Shift+Tab")
    slider.focus()
    expect(page.locator(".elapsed")).to_have_text("0:02")
    assert slider.input_value() == "0"
    slider.press("ArrowRight")  # it goes on from where the sound is
    assert 2.9 <= _now_s(page) < 5


def test_speed_and_place_are_kept(page: Page) -> None:
    page.get_by_role("radio", name="1,25").tap()
    _chapter(page, 1).tap()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 20.5")
    page.get_by_role("button", name="Pause").tap()
    left_s = _now_s(page)
    page.reload()
    page.wait_for_function("() => document.querySelector('audio').readyState > 0")
    expect(page.get_by_role("radio", name="1,25")).to_be_checked()
    expect(page.locator("[aria-current]")).to_contain_text(TITLES[1])
    audio = "document.querySelector('audio')"
    assert page.evaluate(f"[{audio}.playbackRate, {audio}.preservesPitch]") == [1.25, True]
    assert _now_s(page) == pytest.approx(left_s, abs=0.1)


def test_what_was_heard_to_its_end_begins_anew(page: Page) -> None:
    page.get_by_role("slider").press("End")
    page.get_by_role("button", name="10 Sekunden zurück").tap()
    page.get_by_role("slider").press("End")
    page.get_by_role("button", name="Abspielen").tap()
    page.wait_for_function("() => localStorage.length === 0")
    page.reload()
    page.wait_for_function("() => document.querySelector('audio').readyState > 0")
    assert _now_s(page) == 0


@contextmanager
def _visited_again(browser: Browser, address: str) -> Iterator[tuple[Page, list[Route]]]:
    """The page on a phone that has left the second chapter's place there, and the request for what tells of the file,
    which is held until it's let go on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with _phone(browser) as phone:
        before = _opened(phone, address)
        _chapter(before, 1).tap()
        before.wait_for_function("() => localStorage.length === 1")
        before.close()
        phone.route("**/about.json", hold)
        yield _opened(phone, address), held


def test_what_is_done_before_the_file_is_known_stays_as_it_is_and_leaves_nothing_behind(
    browser: Browser, address: str
) -> None:
    with _visited_again(browser, address) as (page, held):
        page.get_by_role("slider").press("End")
        page.get_by_role("button", name="10 Sekunden zurück").tap()
        page.wait_for_function("() => !document.querySelector('audio').seeking")
        held[0].continue_()
        expect(_chapter(page, 2)).to_be_attached()
        assert _now_s(page) == pytest.approx(LENGTH_S - 10, abs=NEAR_S)
        assert page.evaluate("localStorage.length") == 1


def test_who_plays_before_the_file_is_known_goes_on_where_it_was_left(browser: Browser, address: str) -> None:
    with _visited_again(browser, address) as (page, held):
        page.get_by_role("button", name="Abspielen").tap()
        page.wait_for_function("() => document.querySelector('audio').currentTime > 0")
        held[0].continue_()
        expect(page.locator("[aria-current]")).to_contain_text(TITLES[1])


def test_the_download_is_the_file(page: Page, folder: Path) -> None:
    with page.expect_download() as started:
        page.get_by_role("link", name="Herunterladen").tap()
    assert started.value.suggested_filename == "für den Rücken.mp3"
    assert started.value.path().read_bytes() == (folder / "für den Rücken.mp3").read_bytes()


def test_the_lock_screen_knows_and_steers_what_plays(browser: Browser, address: str) -> None:
    with _phone(browser) as phone:
        phone.add_init_script(SPY_ON_THE_SESSION)
        page = _opened(phone, address)
        page.wait_for_function("() => window.answers.nexttrack")
        page.evaluate("answers.nexttrack({ action: 'nexttrack' })")
        expect(page.locator("[aria-current]")).to_contain_text(TITLES[1])
        about = page.evaluate(
            """() => { const { title, artist, album, artwork } = navigator.mediaSession.metadata;
                return { title, artist, album, artwork: artwork[0].src }; }"""
        )
        assert about == {
            "title": TITLES[1],
            "artist": "Für den unteren Rücken",
            "album": "Übungen",
            "artwork": f"{address}1/cover.png",
        }
        page.get_by_role("button", name="Abspielen").tap()
        page.wait_for_function("() => navigator.mediaSession.playbackState === 'playing'")
        page.evaluate("answers.pause({ action: 'pause' })")
        page.wait_for_function("() => navigator.mediaSession.playbackState === 'paused'")
        for action, details, there_s in (
            ("seekto", "seekTime: 50", 50),
            ("seekbackward", "seekOffset: 15", 35),
            ("seekforward", "", 45),
            ("previoustrack", "", STARTS_S[1]),
        ):
            page.evaluate(f"answers.{action}({{ action: '{action}', {details} }})")
            assert _now_s(page) == pytest.approx(there_s, abs=NEAR_S), action


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing(browser: Browser, folder: Path, scheme: str, device: dict[str, Any]) -> None:
    files = [exported(folder / "one.mp3"), exported(folder / "two.mp3", language="it", cover=b"")]
    with _at(site_of(files)) as address, _phone(browser, **device, color_scheme=scheme) as phone:
        page = phone.new_page()
        for path in ("", "1/", "2/"):
            page.goto(f"{address}{path}")
            if path:
                _chapter(page, 1).click()
                expect(page.locator(".caption")).to_have_text(CAPTIONS[2].text)
            found = Axe().run(page).response
            assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []
            assert len(found["passes"]) > 10


@pytest.mark.parametrize(
    ("width_px", "height_px"), [(320, 700), (360, 700), (430, 700), (896, 700), (1280, 700), (640, 330), (932, 400)]
)
def test_all_fits_and_can_be_hit_with_a_thumb(browser: Browser, address: str, width_px: int, height_px: int) -> None:
    with _phone(browser, viewport={"width": width_px, "height": height_px}) as phone:
        page = _opened(phone, address)
        expect(_chapter(page, 2)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width_px
        targets = page.evaluate(TARGETS)
        assert len(targets) > 10
        assert [(name, size) for name, size in targets if size < LEAST_TARGET_PX] == []


def test_a_sound_that_is_gone_is_told_and_tried_again(browser: Browser, folder: Path) -> None:
    file = exported(folder / "gone.mp3")
    away = folder / "away"
    with _at(site_of([file])) as address, _phone(browser, said=("404", "410")) as phone:
        file.path.rename(away)
        page = phone.new_page()
        page.goto(address)
        expect(page.get_by_role("status")).to_contain_text("Der Ton lässt sich nicht laden")
        _chapter(page, 1).tap()
        expect(page.get_by_role("status")).to_contain_text("Der Ton lässt sich nicht laden")
        away.rename(file.path)
        page.get_by_role("button", name="Abspielen").tap()
        page.wait_for_function("() => document.querySelector('audio').currentTime > 20.1")
        expect(page.get_by_role("status")).to_be_empty()
        assert _now_s(page) < STARTS_S[1] + 5


def test_a_sound_that_breaks_off_goes_on_where_it_was(browser: Browser, folder: Path) -> None:
    late = round(1500 * FRAME_RATE)
    chapters = (Chapter("First", 0, late), Chapter("Late", late, HALF_AN_HOUR_STEPS * GRID))
    file = exported(folder / "long.mp3", HALF_AN_HOUR_STEPS, chapters=chapters)
    away = folder / "away"
    with _at(site_of([file])) as address, _phone(browser, said=("404", "410")) as phone:
        page = _opened(phone, address)
        file.path.rename(away)
        _chapter(page, 1).tap()  # further on than what the browser has by now
        expect(page.get_by_role("status")).not_to_be_empty()
        away.rename(file.path)
        page.get_by_role("button", name="Abspielen").tap()
        page.wait_for_function("() => document.querySelector('audio').currentTime > 1500.2")
        expect(page.get_by_role("status")).to_be_empty()
        assert _now_s(page) < 1505


def test_without_scripts_it_plays_and_downloads_all_the_same(browser: Browser, address: str) -> None:
    with _phone(browser, java_script_enabled=False) as phone:
        page = phone.new_page()
        page.goto(address)
        expect(page.locator("audio[controls]")).to_be_visible()
        with page.expect_download() as started:
            page.get_by_role("link", name="Herunterladen").tap()
        assert started.value.suggested_filename == "für den Rücken.mp3"


def test_what_a_file_says_is_shown_as_it_is_written(browser: Browser, folder: Path) -> None:
    hostile = "</script><img src=x onerror=alert(1)>\"' & more"
    length = round(LENGTH_S * FRAME_RATE)
    file = exported(
        folder / "hostile.mp3",
        title=hostile,
        chapters=(Chapter(hostile, 0, length),),
        captions=(Caption(hostile, 0, length),),
    )
    with _at(site_of([file])) as address, _phone(browser) as phone:
        page = _opened(phone, address)
        for shown in ("h1", ".caption", ".spoken .chapter", ".chapters button span:first-child"):
            expect(page.locator(shown)).to_have_text(hostile)
        assert page.locator("img").count() == 1


def test_a_list_leads_to_each_file_and_back(browser: Browser, folder: Path) -> None:
    files = [
        exported(folder / "erste.mp3"),
        exported(folder / "second.mp3", language="en", title="In bed", chapters=()),
    ]
    with _at(site_of(files)) as address, _phone(browser) as phone:
        page = phone.new_page()
        page.goto(address)
        page.get_by_role("link", name="In bed").tap()
        expect(page.get_by_role("heading", level=1)).to_have_text("In bed")
        expect(page.get_by_role("button", name="Play")).to_be_visible()
        expect(page.locator(".chapters")).to_be_hidden()
        expect(page.get_by_role("button", name="Next chapter")).to_be_hidden()
        page.get_by_role("link", name="All routines").tap()
        expect(page.get_by_role("heading", level=1)).to_have_text("Übungen")
