"""The pages in a real browser: nothing fetched from elsewhere, nothing said on its console, for keyboards and paper."""

import io
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pdfplumber
import pytest

from db.book import Book
from shinchoku.demo import load_demo

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Name: path and what its title says.
PAGES = {
    "front": ("/", "進捗"),
    "front of a plan that has ended": ("/?plan=musashimurayama-3", "進捗"),
    "all tables": ("/shinchoku", "進捗の記録"),
    "table": ("/shinchoku/measure", "施策"),
    "table with facets": ("/shinchoku/measure_list?plan=musashino-6&_search=防災", "施策の一覧"),
    "row": ("/shinchoku/measure/28", "施策"),
    "row with reports": ("{reported}", "施策"),
    "question": ("/shinchoku/delayed_measures?plan=musashimurayama-3", "遅れている施策と半期数"),
    "search": ("/-/find?word=防災", "台帳全体からさがす：防災"),
    "error": ("/shinchoku/nothing", "このページはありません。"),
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# No name but this machine's leads anywhere, should a page ask for one.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("CHROMIUM IS MISSING: the pages were not looked at in a browser (apt install chromium)")
    return found


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "shinchoku.db"
    with Book.create(path) as made:
        load_demo(made)
    return path


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


@contextmanager
def program(*command: str) -> Iterator[str]:
    """A server with a free port at the end of its command, and the address it says."""
    frozen = {"SHINCHOKU_LANG": "ja", "SHINCHOKU_CLOCK": "2021-04-09T14:03:00+09:00"}
    environment = {**os.environ, **frozen, "PYTHONUNBUFFERED": "1"}
    output: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    line = [sys.executable, "-m", *command, "--port", free_port()]
    with subprocess.Popen(line, cwd=ROOT, env=environment, **output) as process:
        try:
            assert process.stdout is not None
            found = (re.search(r"http://127\.0\.0\.1:\d+", said) for said in process.stdout)
            yield next(one[0] for one in found if one)
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def address(book: Path) -> Iterator[str]:
    with program("shinchoku", "--db", str(book), "serve") as found:
        yield found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", ALONE])
        yield started
        started.close()


@dataclass
class Seen:
    """A page with what it asked the network for and what it said on the console."""

    page: Any
    address: str
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def open(self, name: str) -> "Seen":
        path = PAGES[name][0].format(reported=reported_measure(self.address))
        self.page.goto(f"{self.address}{path}")
        self.page.wait_for_load_state("networkidle")
        return self


def reported_measure(address: str) -> str:
    """The path of a measure with a report of an earlier half-year."""
    import json
    import urllib.request

    asked = f"{address}/shinchoku/report_history.json?_shape=array&_size=1"
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return f"/shinchoku/measure/{json.load(answer)[0]['measure_id']}"


@pytest.fixture
def seen(browser: Any, address: str) -> Iterator[Seen]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP")
    page = context.new_page()
    found = Seen(page, address)
    page.on("request", lambda request: found.asked.append(request.url))
    page.on("console", lambda message: found.said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: found.said.append(str(error)))
    yield found
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_a_japanese_title_says_nothing_on_the_console_and_asks_no_other_host(
    seen: Seen, name: str
) -> None:
    seen.open(name)
    assert PAGES[name][1] in seen.page.title()
    assert seen.page.evaluate("document.documentElement.lang") == "ja"
    # The browser itself remarks on a page that is not there.
    assert [word for word in seen.said if name != "error" or "404" not in word] == []
    assert {urlsplit(url).netloc for url in seen.asked} == {urlsplit(seen.address).netloc}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_against_wcag_on_a_wide_and_on_a_narrow_screen(
    seen: Seen, name: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    seen.page.set_viewport_size({"width": width, "height": 900})
    seen.open(name)
    found = Axe().run(seen.page, options={"runOnly": {"type": "tag", "values": RULES}}).response
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
    # It did look: a page that axe could not read has nothing that passed either.
    assert len(found["passes"]) > 8


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_scrolls_down_and_not_sideways(seen: Seen, name: str) -> None:
    seen.page.set_viewport_size({"width": 390, "height": 844})
    seen.open(name)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390


def tabbed(seen: Seen, times: int) -> list[str]:
    """What has the focus after each press of the tab key: its id, else its words."""
    found = []
    for _ in range(times):
        seen.page.keyboard.press("Tab")
        found.append(
            seen.page.evaluate(
                "(e => e.id || e.innerText || e.getAttribute('aria-label'))(document.activeElement)"
            )
        )
    return found


def test_the_keyboard_reaches_the_content_the_search_and_the_links_in_reading_order(seen: Seen) -> None:
    seen.open("front")
    order = tabbed(seen, 8)
    assert order[0] == "本文へ"
    assert order[1:5] == ["トップ", "word", "さがす", "数と図で見る"]
    assert order[5:8] == ["よくある問い", "一覧", "くわしい表"]


def test_the_first_tab_leads_past_the_header_and_is_seen_while_it_has_the_focus(seen: Seen) -> None:
    seen.open("table")
    seen.page.keyboard.press("Tab")
    box = seen.page.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
    assert box["x"] >= 0 and box["y"] >= 0
    seen.page.keyboard.press("Enter")
    assert seen.page.url.endswith("#content")


def test_a_word_is_found_with_the_keyboard_alone(seen: Seen) -> None:
    seen.open("front")
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.insert_text("自治体クラウド")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/-/find?word=*")
    assert "自治体クラウドの検討" in seen.page.inner_text("ol.found")


def test_the_keyboards_focus_is_seen_on_every_kind_of_control(seen: Seen) -> None:
    seen.open("table")
    for _ in range(12):
        seen.page.keyboard.press("Tab")
        look = seen.page.evaluate(
            "(s => [s.outlineStyle, s.outlineWidth])(getComputedStyle(document.activeElement))"
        )
        assert look[0] != "none" and look[1] != "0px"


def test_japanese_is_drawn_in_a_japanese_font(seen: Seen) -> None:
    seen.open("front")
    client = seen.page.context.new_cdp_session(seen.page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    node = client.send("DOM.querySelector", {"nodeId": root, "selector": "svg text"})["nodeId"]
    used = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert any("CJK" in font["familyName"] or "JP" in font["familyName"] for font in used), used


@pytest.mark.parametrize(
    ("name", "pages"),
    [("front", 3), ("front of a plan that has ended", 2), ("row with reports", 2), ("question", 1)],
)
def test_a_page_is_printed_on_few_sheets_of_a4_with_nothing_cut_off(
    seen: Seen, name: str, pages: int
) -> None:
    seen.open(name)
    heading = seen.page.inner_text("h1")
    with pdfplumber.open(
        io.BytesIO(seen.page.pdf(prefer_css_page_size=True, print_background=True))
    ) as printed:
        assert len(printed.pages) <= pages
        for sheet in printed.pages:
            assert (round(sheet.width), round(sheet.height)) == (595, 842)
            assert all(letter["x1"] <= sheet.width - 20 for letter in sheet.chars)
        text = printed.pages[0].extract_text().replace(" ", "")
    assert heading.replace(" ", "")[:10] in text


def test_a_wide_table_is_printed_across_the_sheet_with_its_headings_on_each(seen: Seen) -> None:
    seen.open("table")
    with pdfplumber.open(io.BytesIO(seen.page.pdf(prefer_css_page_size=True))) as printed:
        assert len(printed.pages) <= 6
        for sheet in printed.pages:
            assert (round(sheet.width), round(sheet.height)) == (842, 595)
            assert "施策名" in sheet.extract_text()


def test_the_dashboard_of_a_published_copy_draws_its_charts_without_the_network(
    seen: Seen, book: Path
) -> None:
    copy = book.with_name("open.db")
    command = ["shinchoku", "--db", str(book), "publish", str(copy), "--license", "CC BY 4.0"]
    subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True, capture_output=True)
    metadata = str(copy.with_name("open-metadata.json"))
    with program("datasette", str(copy), "--metadata", metadata) as address:
        seen.page.goto(f"{address}/-/dashboards/progress")
        seen.page.wait_for_selector("svg.marks")
        seen.page.wait_for_load_state("networkidle")
        assert "計画の進み具合" in seen.page.title()
        assert seen.page.locator("svg.marks").count() >= 3
        assert seen.said == []
        asked = {urlsplit(url).netloc for url in seen.asked if not url.startswith(("data:", "blob:"))}
        assert asked == {urlsplit(address).netloc}
