"""The domain stands alone: it imports nobody, does no I/O, and refuses in whole sentences."""

import ast
import importlib
import pkgutil
import string
import sys
from pathlib import Path

import pytest

import domain
from domain.errors import Refusal

MODULES = sorted(module.name for module in pkgutil.iter_modules(domain.__path__, "domain."))
TOUCHES_THE_WORLD = {
    "os",
    "io",
    "sys",
    "pathlib",
    "sqlite3",
    "subprocess",
    "socket",
    "random",
    "time",
    "logging",
}


def refusals() -> list[type[Refusal]]:
    for name in MODULES:
        importlib.import_module(name)
    return [one for one in Refusal.__subclasses__() if one.__module__.startswith("domain.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_domain_imports_itself_and_the_standard_library_only(name: str) -> None:
    source = importlib.import_module(name).__file__
    assert source is not None
    tree = ast.parse(Path(source).read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported <= {"domain"} | sys.stdlib_module_names
    assert not imported & TOUCHES_THE_WORLD
    calls = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"print", "open", "input"}


@pytest.mark.parametrize("refusal", refusals(), ids=lambda one: one.__name__)
def test_every_refusal_is_a_sentence_that_its_fields_fill(refusal: type[Refusal]) -> None:
    fields = [name for _, name, _, _ in string.Formatter().parse(refusal.msgid) if name]
    made = refusal(**{name: f"<{name}>" for name in fields})
    assert all(f"<{name}>" in str(made) for name in fields)
    assert refusal.msgid[0].isupper() or refusal.msgid[0] == "“"
    assert made.exit_code in (2, 3)
    assert made.params.keys() == set(fields)


def test_braces_in_what_was_written_do_not_break_the_sentence() -> None:
    class Strange(Refusal):
        msgid = "“{text}” is strange."

    assert str(Strange(text="{x} {} {{")) == "“{x} {} {{” is strange."
