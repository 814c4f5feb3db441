"""Draws docs/pictures from the running program: sample book, frozen clock, two sizes of terminal, and the browser.

`make pictures` runs it. The browser's page needs chromium and is left out, and said so, where there is none.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen

ROOT: Final = Path(__file__).resolve().parent.parent
PICTURES: Final = ROOT / "docs" / "pictures"
sys.path.insert(0, str(ROOT))
# Six days before the second half-year's reports are due; db.clock reads this.
os.environ["SHINCHOKU_CLOCK"] = "2021-04-09T14:03:00+09:00"
os.environ["SHINCHOKU_LANG"] = "ja"
os.environ["COLORTERM"] = "truecolor"

SIZES: Final = ((80, 24), (120, 40))
# Pages in the browser: picture, path, height of the window.
PAGES: Final = (
    ("datasette", "shinchoku/measure", 900),
    ("front", "", 1500),
    ("front-slip", "?plan=musashimurayama-3", 1300),
)
BROWSER: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: its name, the plan it looks at, and the keys pressed to get there; with `file`, over the preview of
    a list."""

    name: str
    keys: tuple[str, ...]
    plan: str = "musashino-6"
    file: bool = False


SCENES: Final = (
    Scene("overview", ()),
    Scene("measures", ("f3",)),
    Scene("record", ("f3", *("down",) * 27, "enter")),
    Scene("chart", ("f6",)),
    Scene("stage-map", ("f6", "tab"), "musashimurayama-3"),
    Scene("slip", ("f6", "3"), "musashimurayama-3"),
    Scene("survey", ("f6", "8"), "musashino-4"),
    Scene("whole", ("f3", *("down",) * 27, "ctrl+t", "2")),
    Scene("confirm", ("f4",)),
    Scene("council", ("f5",)),
    Scene("renewal", ("f7",), "musashino-4"),
    Scene("importing", ("f8",)),
    Scene("importing-preview", ("down", "down"), file=True),
)


# A list that no profile knows, and how its preview is asked for.
PREVIEWED: Final = (
    "全庁一覧.csv",
    "番号,なまえ,担当課,ねらい,ひとこと,令和6年度,令和7年度\n"
    "1,窓口の電子化,市民課,待ち時間を減らす,春から,構築,運用\n"
    "2,地図の共有,都市計画課,二重の作図をやめる,,検討,構築\n"
    "3,会議の電子化,総務課,紙を減らす,全部署で,運用,⇒\n",
)
PREVIEW: Final = (
    *("import", "preview", PREVIEWED[0], "--plan", "見本市-dx", "--municipality", "見本市"),
    *("--map", "なまえ=title"),
)


def _who() -> Any:
    """The person in the pictures, whoever draws them."""
    from db.actor import Actor

    return Actor(1000, "mihon", "見本")


def make_book(path: Path) -> None:
    """The sample book, as `shinchoku demo` makes it."""
    from db.book import Book
    from shinchoku.demo import load_demo

    with Book.create(path, actor=_who()) as book:
        load_demo(book)


async def draw(path: Path, scene: Scene, size: tuple[int, int]) -> str:
    """The screen as SVG after the scene's keys."""
    from db.book import Book
    from db.reads.plans import plan_by_key
    from tui.app import ShinchokuApp
    from tui.picture import svg
    from tui.widgets.chart import load_plotext

    load_plotext()
    with Book.open(path, actor=_who()) as book:
        app = ShinchokuApp(book)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            if app.view.plan is not None and app.view.plan.key != scene.plan:
                app.see_plan(plan_by_key(book.db, scene.plan))
                app.reload()
            if scene.file:
                await read_list(app, path.parent)
            for key in scene.keys:
                await pilot.press(key)
            await app.workers.wait_for_complete()
            await pilot.pause()
            return svg(app.screen._compositor.render_strips(), size[0], f"shinchoku: {scene.name}")


async def read_list(app: Any, folder: Path) -> None:
    """取込 with the preview of a list over it, as if its path had been typed."""
    from importers.staged import PlanIdentity
    from tui.screens.importing import ImportScreen
    from tui.screens.importing_session import Asked

    path = folder / PREVIEWED[0]
    path.write_text(PREVIEWED[1], "utf-8")
    home = app.go_home("importing")
    assert isinstance(home, ImportScreen)
    await asyncio.sleep(0.1)
    home.start(path, Asked(PlanIdentity("見本市-dx", None, "見本市"), (("なまえ", "title"),)))
    await app.workers.wait_for_complete()
    await asyncio.sleep(0.2)


def draw_all(book: Path) -> None:
    """Every scene in every size."""
    from db.backup import backup
    from db.book import Book

    for scene in SCENES:
        for width, height in SIZES:
            with tempfile.TemporaryDirectory() as folder:
                # What one scene writes (a choice that is remembered) must not be seen in the next.
                copy = Path(folder) / "book.db"
                with Book.open(book, write=False) as source:
                    backup(source, copy)
                picture = asyncio.run(draw(copy, scene, (width, height)))
            place = PICTURES / f"{scene.name}-{width}x{height}.svg"
            place.write_text(picture, "utf-8")
            print(place.relative_to(ROOT))


@contextmanager
def served(book: Path) -> Iterator[str]:
    """The address of the book's pages while they are being served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "shinchoku", "--db", str(book), "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: urlopen(address, timeout=1).status == 200)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def wait_for(answered: Callable[[], Any]) -> None:
    """Ask until it is answered, for at most twenty seconds."""
    until = time.monotonic() + 20
    while True:
        try:
            if answered():
                return
        except (URLError, OSError):
            if time.monotonic() > until:
                raise
        time.sleep(0.2)


def draw_pages(book: Path) -> None:
    """The pages for managers in the browser."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("no chromium here: the browser's pages are left as they are", file=sys.stderr)
        return
    with served(book) as address:
        for name, path, height in PAGES:
            place = PICTURES / f"{name}.png"
            with tempfile.TemporaryDirectory() as profile:
                look = [f"--user-data-dir={profile}", f"--window-size=1280,{height}", f"--screenshot={place}"]
                command = [browser, *BROWSER, *look, f"{address}/{path}"]
                subprocess.run(command, check=True, timeout=60, stderr=subprocess.DEVNULL)
            print(place.relative_to(ROOT))


def draw_preview(folder: Path) -> None:
    """The preview of a file of unknown layout, as a terminal shows it."""
    from rich.cells import chop_cells
    from rich.segment import Segment

    from tui.picture import svg

    (folder / PREVIEWED[0]).write_text(PREVIEWED[1], "utf-8")
    command = [sys.executable, "-m", "shinchoku", "--db", str(folder / "none.db"), *PREVIEW]
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT), "SHINCHOKU_LANG": "ja"}
    said = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    width = SIZES[1][0]
    lines = [f"$ shinchoku {' '.join(PREVIEW)}", *said.stdout.splitlines()]
    shown = [[Segment(part)] for line in lines for part in chop_cells(line, width) or [""]]
    place = PICTURES / "preview.svg"
    place.write_text(svg(shown, width, "shinchoku import preview"), "utf-8")
    print(place.relative_to(ROOT))


def main() -> None:
    """All pictures, made anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "shinchoku.db"
        make_book(book)
        draw_all(book)
        draw_pages(book)
        draw_preview(Path(folder))


if __name__ == "__main__":
    main()
