"""Two hundred texts that nobody should have to be afraid of, and a book that has them in every field of text."""

import csv
import io
import sqlite3
from itertools import count
from typing import Final

from db.book import Book
from db.door import Door
from db.errors import NoText
from db.reads.answers import Answer
from db.writes.reports import save_draft, submit
from importers.commit import Source, commit, preview
from importers.identify import stage
from importers.staged import Issue

_SEQUENCES: Final = (
    *(
        "\x1b[31m赤",
        "\x1b[2J",
        "\x1b]52;c;aGVsbG8=\x07",
        "\x1b]8;;http://x\x1b\\y\x1b]8;;\x1b\\",
        "\x1bc",
        "\x1b[?1049h",
    ),
    *(
        "\x1b[6n",
        "\x1bP+q544e\x1b\\",
        "\x1b_Gf=100;\x1b\\",
        "\x1b]0;題\x07",
        "\x9b31m",
        "\x9d0;x\x9c",
        "\x1b",
        "\x1b[",
    ),
    *("\x07", "\x08\x08\x08", "\x7f", "\x00", "前\x00後", "\x0e\x0f", "\x1a", "\x04", "\x85", "\x0b\x0c"),
    *("\r上書き", "一行\n二行", "一行\r\n二行", "\t\t欄", "\u2028次", "\u2029次", "\n\n\n", " \t "),
)
_INVISIBLE: Final = (
    *(
        "\u202e逆さ",
        "\u202d前",
        "\u2066囲\u2069",
        "\u2067RTL\u2069",
        "\u200e\u200f",
        "\u061c",
        "\u202a\u202b\u202c",
    ),
    *(
        "\u200b零\u200b幅",
        "a\u200cb\u200dc",
        "\ufeff先頭",
        "\u2060語",
        "\u00ad柔",
        "\u180e",
        "\u034f",
        "\u17b4\u17b5",
    ),
    *(
        "\U000e0041\U000e0042",
        "\ufff9\ufffa\ufffb",
        "\ufffe",
        "\uffff",
        "\ufffd",
        "\ue000私",
        "\U0010fffd",
        "\u115f\u1160",
    ),
    *("\u3164空", "\uffa0", "\u2800", "\u00a0\u2007\u202f", "\u3000", "\u2063\u2064", "\U0001d173"),
)
# Halves of pairs: alone, both the wrong way round, and the bytes of another encoding as Python names them.
_HALVES: Final = ("\ud800", "\udfff", "\udc00\ud83d", "前\ud83d後", "\udcff\udc83", "長\ud800" * 300)
_MARKUP: Final = (
    *(
        "[bold]太[/bold]",
        "[/]",
        "[/b]",
        "[",
        "]",
        "[[",
        "[link=http://x]y[/link]",
        "[@click=app.quit]押[/]",
        "[red",
        "[]",
    ),
    *(
        "[$primary]x",
        "\\[x]",
        "[bold",
        "{x}",
        "{",
        "}",
        "{0}",
        "{x!r}",
        "{{}}",
        "{n:>1000}",
        "%s",
        "%",
        "%(x)s",
        "%n%n",
    ),
    *(
        "$x",
        "${x}",
        "`id`",
        "$(id)",
        "|",
        "||",
        "~",
        "*",
        "**太**",
        "_x_",
        "# 題",
        "- 項",
        "> 引",
        ":smile:",
        "::",
        "&amp;",
    ),
)
_ATTACKS: Final = (
    *(
        "'; DROP TABLE measure; --",
        '" OR 1=1 --',
        "%' AND '1'='1",
        "\\'",
        "\\",
        "\\\\",
        "';",
        '"',
        "''",
        '""',
        "--",
    ),
    *(
        "<script>alert(1)</script>",
        "<b>",
        "</td>",
        "<img src=x onerror=y>",
        "<!--",
        "&lt;",
        "]]>",
        "<?xml",
        "javascript:x",
    ),
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|' /C x'!A0",
        "\t=1",
        "=HYPERLINK(1)",
        "DDE()",
        "../../etc/passwd",
        "C:\\x",
    ),
    *(
        "NULL",
        "null",
        "None",
        "nan",
        "inf",
        "-inf",
        "1e400",
        "0x10",
        "00012",
        "9" * 400,
        "true",
        "undefined",
        "NaN",
        "-0",
    ),
    *("CON", "aux.txt", "/dev/null", "file:///x", "a\u2044b", "％ｓ", "｛ｘ｝", "［／］", "＝１", "＜ｂ＞"),
)
_LETTERS: Final = (
    *(
        "が" * 3,
        "e\u0301\u0302\u0303",
        "a" + "\u0301" * 60,
        "Z\u0334\u0335\u0336\u0337",
        "か\u3099",
        "は\u309a",
        "\u0301頭",
    ),
    *(
        "ﾊﾝｶｸｶﾅ",
        "ｶﾞｷﾞﾊﾟ",
        "ﾞ",
        "ABC ＡＢＣ",
        "①②③",
        "㍻㍿",
        "Ⅳⅳ",
        "髙﨑",
        "𠮷野家",
        "葛\U000e0100",
        "辻\ufe00",
        "\u2e80\u2f00",
    ),
    *("👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇯🇵", "🇯", "❤️", "☺︎", "1️⃣", "🫠", "⌚", "〰️", "㊗️", "🅰️", "©️", "🀄", "👩🏿‍🚀"),
    *(
        "עברית",
        "العربية ١٢٣",
        "abc עברית def",
        "ไทย กำ",
        "हिन्दी क्षि",
        "தமிழ்",
        "ကမ္ဘာ",
        "한국어",
        "각",
        "ខ្មែរ",
        "བོད",
    ),
    *("○●□■△▲◎※", "→←↑↓⇒⇔", "─│┌┐└┘", "…‥・", "～〜", "―—–-－", "“”‘’", "°′″", "αβγ", "АБВ", "§¶", "×÷±"),
)
_LONG: Final = (
    *(
        "長" * 5000,
        "a" * 5000,
        "a b " * 1000,
        "ｶ" * 1000,
        "👨‍👩‍👧‍👦" * 200,
        "[" * 500,
        "\u0301" * 300,
        "長\n" * 300,
    ),
    *("\u202e" * 200 + "x", "x" + "\u200b" * 500, "　" * 200 + "x", "{" * 100, "。" * 300, "a\tb" * 100),
)
_PLAIN: Final = (*_SEQUENCES, *_INVISIBLE, *_HALVES, *_MARKUP, *_ATTACKS, *_LETTERS, *_LONG)
# Each with text around it as well, so that nothing is harmless only for standing alone.
TEXTS: Final = (*_PLAIN, *(f"前{text}後" for text in _SEQUENCES + _INVISIBLE))

_HEAD: Final = (
    *(
        "施策キー",
        "番号",
        "施策名",
        "分野",
        "目的",
        "現状と課題",
        "取組内容",
        "目標",
        "期待される効果",
        "リスク",
        "対応策",
    ),
    *("主管課", "関係課", "前計画の施策"),
)
# Columns that are no text for people: keys, days, closed lists, and what is computed.
_NO_TEXT: Final = frozenset(
    ("key", "measure_key", "sort_key", "stages", "state", "printed_era", "partial_until")
)
_TABLES: Final = (
    *(
        "municipality",
        "plan",
        "plan_role",
        "goal",
        "measure",
        "measure_department",
        "measure_reference",
        "measure_event",
    ),
    *("lineage", "work_item", "schedule_cell", "evaluation", "evaluation_item", "rating_scale", "indicator"),
    *(
        "renewal_system",
        "survey",
        "survey_item",
        "survey_area",
        "department",
        "department_version",
        "glossary_term",
    ),
    *("meeting",),
)


def house_table(measures: int) -> bytes:
    """A file in the house's own layout, with other texts in every cell of every measure."""
    texts = (TEXTS[number * 7 % len(TEXTS)] for number in count())
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerows(
        (("■計画",), ("計画キー", "hostile-1"), ("計画の名称", "試験 [/] {x} 計画"), ("自治体", "試験市"))
    )
    sheet.writerows((("計画期間", "令和2年度～令和4年度"), (), ("■施策",), _HEAD))
    for number in range(1, measures + 1):
        title = TEXTS[(number - 1) % len(TEXTS)]
        cells = [next(texts) for _ in _HEAD[3:]]
        sheet.writerow([number, number, f"題{title}", *cells])
    sheet.writerows(
        ((), ("■工程表",), ("施策キー", "工程番号", "工程", "種別", "令和2年度上半期", "令和2年度下半期"))
    )
    sheet.writerows((n, 1, next(texts), "計画", "検討", next(texts)) for n in range(1, measures + 1))
    sheet.writerows(((), ("■評価の内訳",), ("施策キー", "区分", "順", "文")))
    sheet.writerows((n, "実施内容", "", next(texts)) for n in range(1, measures + 1))
    sheet.writerows(
        ((), ("■用語",), ("用語", "説明"), *((f"{next(texts)}{n}", next(texts)) for n in range(20)))
    )
    sheet.writerows(((), ("■更新計画",), ("システム名", "主管課", "優先システム", "運用終了", "検討開始")))
    sheet.writerows((f"{next(texts)}{n}", next(texts), "該当", "令和4年3月", "令和2年4月") for n in range(20))
    # A text file with NUL is refused as a whole.
    return out.getvalue().replace("\x00", "").encode("utf-8", "surrogatepass")


def bring_in(book: Book, measures: int) -> str:
    """Import the file as a person would, by preview and commit; the plan's key."""
    source = Source("\u202e敵[/]\x1b[31m\ud800.csv", house_table(measures))
    staging = stage("敵.csv", source.content)
    preview(book, staging, source)
    commit(book, staging, source, _speak)
    return staging.rows[0].plan


def _speak(issue: Issue) -> str:
    return f"{issue.code} {issue.raw} {issue.params}"


def fill_every_field(book: Book) -> int:
    """Write the texts past the importer into every column of text, as another program could; how many stood it.

    Half of a pair is the one text that SQLite itself takes from nobody.
    """
    number, stood = 0, 0
    for table in _TABLES:
        with book.writing() as door:
            for row_id in [row[0] for row in door.db.conn.execute(f"SELECT id FROM {table} ORDER BY id")]:
                for name in _text_columns(door, table):
                    text = TEXTS[number % len(TEXTS)]
                    taken = _written(door, table, row_id, name, text)
                    stood += taken
                    # What a column refuses comes again in the next one.
                    number += taken or halved(text)
    return stood


def halved(text: str) -> bool:
    """Whether half of a pair is in it."""
    return any("\ud800" <= one <= "\udfff" for one in text)


def _text_columns(door: Door, table: str) -> list[str]:
    rows = door.db.conn.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE type = 'TEXT'")
    return [row[0] for row in rows if row[0] not in _NO_TEXT]


def _written(door: Door, table: str, row_id: int, name: str, text: str) -> int:
    try:
        door.update(table, row_id, {name: text})
    except (sqlite3.IntegrityError, UnicodeEncodeError):
        return 0
    return 1


def report(book: Book, period_id: int, measures: list[int]) -> None:
    """Drafts and reports with the texts, through the same writes as the form and the command line."""
    for place, measure in enumerate(measures):
        text = TEXTS[place * 3 % len(TEXTS)]
        try:
            saved = save_draft(book, measure, period_id, Answer("計画どおりに実行できた", "実施中", text), 0)
        except NoText:
            assert halved(text)
            continue
        if place % 2:
            submit(book, measure, period_id, saved.version)
