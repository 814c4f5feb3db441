"""The person's settings file: keys of their own for actions. Wrong files are told in one sentence; defaults stay then.

```toml
[keys]
submit = "f12"
"step_next" = ["ctrl+n", "pagedown"]
```
"""

import importlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from i18n import _
from tui.keys import EVERYWHERE, Key

FILE: Final = "settings.toml"
OVERRIDE: Final = "SHINCHOKU_SETTINGS"

Tables = Sequence[tuple[Key, ...]]

_SHOWN: Final = {
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "question_mark": "?",
    **{
        name: name.capitalize()
        for name in ("enter", "tab", "space", "backspace", "delete", "insert", "home", "end")
    },
    **{name: name.capitalize() for name in ("up", "down", "left", "right")},
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}
_HELD: Final = ("ctrl", "shift", "alt")
# A terminal sends the same bytes for both.
_SAME: Final = {"ctrl+i": "Tab", "ctrl+m": "Enter", "ctrl+h": "Backspace", "ctrl+j": "Enter", "ctrl+[": "Esc"}


class WrongSettings(ValueError):
    """Why a settings file is not used, as one sentence in the person's language."""


class Settings(NamedTuple):
    """Keys by setting name, where the file is, and what is wrong with it (then there are no keys)."""

    path: Path | None = None
    keys: Mapping[str, tuple[str, ...]] = {}
    wrong: str = ""

    def keymap(self) -> dict[str, str]:
        """For Textual: binding id to keys."""
        return {name: ",".join(keys) for name, keys in self.keys.items()}

    def shown(self, key: Key) -> str:
        """How the action's key is written in the last line, in help and in the palette."""
        keys = self.keys.get(key.setting)
        return shown_key(keys[0]) if keys else key.shown

    def label(self, setting: str, tables: Tables) -> str:
        """The words for the key of an action by its setting's name; raises LookupError where no table has it."""
        for key in (key for table in tables for key in table):
            if key.setting == setting and (key.shown or setting in self.keys):
                return self.shown(key)
        raise LookupError(setting)

    def shown_instead(self, usual: str, tables: Tables) -> str:
        """The words for a key that is usually written like this on a screen with these tables."""
        if not self.keys:
            return usual
        return next((self.shown(key) for table in tables for key in table if key.shown == usual), usual)


def settings_path(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where this operating system keeps a person's settings; SHINCHOKU_SETTINGS names another file."""
    if told := environment.get(OVERRIDE, "").strip():
        return Path(told).expanduser()
    if platform == "win32":
        top = environment.get("APPDATA", "").strip()
        return (Path(top) if top else Path.home() / "AppData" / "Roaming") / "shinchoku" / FILE
    top = environment.get("XDG_CONFIG_HOME", "").strip()
    # The XDG rule: a relative path there is to be ignored.
    return (Path(top) if top.startswith("/") else Path.home() / ".config") / "shinchoku" / FILE


def read_settings(path: Path) -> Settings:
    """The settings of a file; none where there is no file, and the reason where it cannot be used."""
    try:
        content = path.read_text("utf-8")
    except FileNotFoundError:
        return Settings(path)
    except (OSError, UnicodeDecodeError) as error:
        return Settings(path, wrong=_wrong(path, str(getattr(error, "strerror", None) or "UTF-8")))
    import tomllib  # 2 ms that most people, who have no such file, need not wait for

    try:
        told = tomllib.loads(content)
        keys = _keys(told)
        if keys:
            check_keys(keys, screen_tables())
    except tomllib.TOMLDecodeError as error:
        return Settings(path, wrong=_wrong(path, str(error)))
    except WrongSettings as error:
        return Settings(path, wrong=_wrong(path, str(error)))
    return Settings(path, keys)


def _wrong(path: Path, why: str) -> str:
    return _("The settings file {name} is not used: {why}").format(name=path.name, why=why)


def _keys(told: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    for name in told:
        if name != "keys":
            raise WrongSettings(_("“{name}” is no setting; there is: keys").format(name=name))
    table = told.get("keys", {})
    if not isinstance(table, dict):
        raise WrongSettings(_("“keys” must be a table: [keys]"))
    return {name: tuple(_listed(name, value)) for name, value in table.items()}


def _listed(name: str, value: object) -> Iterator[str]:
    values = value if isinstance(value, list) and value else [value]
    for one in values:
        if not isinstance(one, str):
            raise WrongSettings(_('“{name}” must be a key such as "f12"').format(name=name))
        yield canonical(one)


def canonical(told: str) -> str:
    """A key as Textual names it; raises WrongSettings for one that no terminal sends."""
    name = told.strip().lower() if len(told.strip()) > 1 else told.strip()
    name = {"esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "return": "enter"}.get(name, name)
    *held, last = name.split("+") if name not in ("+", "") else [name]
    if name in _SAME:
        raise WrongSettings(
            _("a terminal cannot tell {key} from {other}").format(key=told, other=_SAME[name])
        )
    known = last in _SHOWN or (len(last) == 1 and last.isprintable() and last != " ")
    if not known or any(one not in _HELD for one in held) or len(set(held)) < len(held):
        raise WrongSettings(_("“{key}” is no key").format(key=told))
    return "+".join([*sorted(held, key=_HELD.index), last])


def shown_key(key: str) -> str:
    """F12, Ctrl+Y, PgDn."""
    *held, last = key.split("+") if key != "+" else [key]
    words = [one.capitalize() for one in held]
    return "+".join([*words, _SHOWN.get(last, last.upper() if held else last)])


# -- which screens there are, and whether the keys go together


def screen_tables() -> list[Tables]:
    """The tables of keys of every screen and dialog, with what works there as well. Loads all screens: asked for only
    where there are keys to be checked."""
    import pkgutil

    import tui.screens
    from tui.screens.dialog import Dialog
    from tui.screens.frame import PlanScreen

    for module in pkgutil.iter_modules(tui.screens.__path__):
        importlib.import_module(f"tui.screens.{module.name}")
    screens: list[Tables] = [(*screen.KEYS, EVERYWHERE) for screen in _below(PlanScreen) if screen.KEYS]
    return screens + [(dialog.KEYS, dialog.COMMON) for dialog in _below(Dialog) if dialog.KEYS]


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("tui."):
            yield one
        yield from _below(one)


def check_keys(keys: Mapping[str, tuple[str, ...]], screens: Iterable[Tables]) -> None:
    """Raises WrongSettings for an action that does not exist and for a key that two actions of a screen would have."""
    tables = list(screens)
    known = {key.setting for screen in tables for table in screen for key in table if key.changeable}
    for name in keys:
        if name not in known:
            raise WrongSettings(_("there is no action “{name}”").format(name=name))
    for screen in tables:
        _check_screen(keys, screen)


def _check_screen(keys: Mapping[str, tuple[str, ...]], screen: Tables) -> None:
    taken: dict[str, Key] = {}
    for key in (key for table in screen for key in table):
        changed = keys.get(key.setting) if key.changeable else None
        for one in changed or (*key.keys.split(","), *key.signs):
            other = taken.setdefault(one, key) if one else key
            # Some screens give a common key another meaning by design.
            usual = one in key.keys.split(",") and one in other.keys.split(",")
            if other.setting != key.setting and (changed or other.setting in keys) and not usual:
                raise WrongSettings(
                    _("{key} is taken twice, by “{one}” and “{other}”").format(
                        key=shown_key(one), one=other.setting, other=key.setting
                    )
                )


# -- a file to start from


def example(screens: Iterable[Tables]) -> str:
    """A settings file with every action and its key, all of it commented out."""
    lines = [
        "# " + _("Keys of shinchoku. Take away the # before a line and change its key."),
        "# " + _("Keys are written like f12, ctrl+y, ctrl+down, pagedown; several of them in [ ]."),
        "[keys]",
    ]
    usual: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for key in (key for screen in screens for table in screen for key in table):
        if key.changeable:
            own = key.keys.split(",")
            # What one screen adds of its own is no key for all screens that have the action.
            usual[key.setting] = [one for one in usual.get(key.setting, own) if one in own] or own
            names.setdefault(key.setting, key.name)
    for setting, keys in usual.items():
        value = ", ".join(f'"{one}"' for one in keys)
        line = f"# {setting} = {value}" if len(keys) == 1 else f"# {setting} = [{value}]"
        lines.append(f"{line:<44}  # {_(names[setting]) if names[setting] else setting}")
    return "\n".join(lines) + "\n"


def write_example(path: Path) -> Path:
    """Write a file with every key where settings are read from, beside it where there is one already; its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = example(screen_tables())
    for place in (path, path.with_name(f"{path.stem}-all{path.suffix}")):
        try:
            with place.open("x", encoding="utf-8") as file:
                file.write(content)
            return place
        except FileExistsError:
            continue
    place.write_text(content, encoding="utf-8")
    return place
