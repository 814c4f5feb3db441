"""docs/importing.md tells every issue code, with its level and what to do, and invents none."""

import re
from pathlib import Path

from importers.codes import CODES
from importers.identify import READERS
from importers.profiles import profiles

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")
ROWS = {
    found[1]: (found[2], found[3], found[4])
    for found in re.finditer(r"(?m)^\| `([a-z_]+)` \| (error|warn|info) \| (.+?) \| (.+?) \|$", PAGE)
}


def test_every_issue_code_is_told_with_its_level_its_sentence_and_what_to_do() -> None:
    assert set(ROWS) == set(CODES)
    for code, (level, says, do) in ROWS.items():
        assert level == CODES[code].level, code
        assert says == CODES[code].msgid, code
        assert len(do) > 5, code


def test_every_kind_of_file_that_can_be_read_is_told() -> None:
    kinds = {suffix.removeprefix(".") for suffix in READERS} - {"text"}
    table = PAGE.split("## What can be read", 1)[1].split("## Writing", 1)[0]
    assert [kind for kind in sorted(kinds) if not re.search(rf"\b{kind}\b", table)] == []


def test_the_weights_of_every_profile_add_up_to_one() -> None:
    assert {profile.name: round(sum(profile.marks.values()), 6) for profile in profiles()} == {
        profile.name: 1.0 for profile in profiles()
    }
