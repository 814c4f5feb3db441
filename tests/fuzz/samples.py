"""What is damaged: our own fixtures and samples, one made file for every kind that is read, and the real plans."""

from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import Final

from importers.identify import READERS
from importers.profiles import profiles

ROOT: Final = Path(__file__).resolve().parents[2]
FIXTURES: Final = ROOT / "tests" / "importers" / "fixtures"
SEEDS: Final = ROOT.parent / "shared" / "seeds"

Rows = tuple[tuple[str, ...], ...]
LIST: Final[Rows] = (
    ("番号", "施策名", "主管課", "目的", "令和2年度", "令和3年度", "令和4年度"),
    *(
        (str(number), f"見本の施策{number}", f"第{number % 3}課", f"目的{number}", "検討", "構築", "運用")
        for number in range(1, 9)
    ),
)


def _text() -> bytes:
    """A plan of our own with every table of one family: its words, then each fixture of that family."""
    (profile,) = (profile for profile in profiles() if profile.name == "musashino-4")
    parts = (f"{kind}_small.txt" for kind in ("sheets", "former", "renewal", "survey", "glossary"))
    texts = [*profile.marks, "上記の前提をもとに", "平成26年度は約2,000千円です。", " 第7章"]
    return "\n".join([*texts, *((FIXTURES / part).read_text("utf-8") for part in parts)]).encode()


def _lines(separator: str) -> Callable[[], bytes]:
    return lambda: "".join(separator.join(row) + "\n" for row in LIST).encode()


def _xlsx() -> bytes:
    from tests.importers.workbooks import workbook

    return workbook({"表紙": [["見本市の計画"]], "一覧": LIST})


def _xls() -> bytes:
    from tests.importers.test_xls_reader import old_workbook

    return old_workbook({"表紙": [["見本市の計画"]], "一覧": LIST})


def _ods() -> bytes:
    from tests.importers.test_ods_reader import spreadsheet, table, tr

    return spreadsheet(table("表紙", tr("見本市の計画")) + table("一覧", *(tr(*row) for row in LIST)))


def _docx() -> bytes:
    from tests.importers.test_docx_reader import docx, p, tbl, tr

    return docx(p("見本市の計画") + tbl(*(tr(*row) for row in LIST)))


def _pdf() -> bytes:
    from tests.importers.test_pdf_reader import grid, pdf

    return pdf(grid([list(row) for row in LIST], (40, 100, 60, 60, 60, 60, 60), top=780))


def _html() -> bytes:
    rows = "".join("<tr>" + "".join(f'<td class="c">{cell}</td>' for cell in row) + "</tr>\n" for row in LIST)
    return f"<html><body><h1>見本市の計画</h1>\n<table>\n{rows}</table></body></html>".encode()


MADE: Final[Mapping[str, Callable[[], bytes]]] = {
    ".csv": _lines(","),
    ".tsv": _lines("\t"),
    ".txt": _text,
    ".text": _text,
    ".md": _text,
    ".xlsx": _xlsx,
    ".xlsm": _xlsx,
    ".xls": _xls,
    ".ods": _ods,
    ".docx": _docx,
    ".pdf": _pdf,
    ".htm": _html,
    ".html": _html,
}


def without_sample() -> list[str]:
    """Kinds that are read and that nothing is damaged of."""
    return sorted(set(READERS) - set(MADE))


def samples(*, seeds: bool) -> dict[str, bytes]:
    """Every file by name. `seeds` brings the real plans too, where they are beside the checkout."""
    found = {f"made{kind}": make() for kind, make in MADE.items() if kind in READERS}
    folders = [FIXTURES, ROOT / "samples", *([SEEDS] if seeds and SEEDS.is_dir() else [])]
    for folder in folders:
        for path in sorted(folder.iterdir()):
            if PurePath(path.name).suffix in READERS:
                found[path.name] = path.read_bytes()
    return found
