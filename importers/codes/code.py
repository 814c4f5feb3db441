"""What an issue code is."""

from dataclasses import dataclass

from importers.staged import Level


@dataclass(frozen=True, slots=True)
class IssueCode:
    """A kind of issue; msgid is an English sentence with the {named} params of the issue, {raw} and {ref}."""

    code: str
    level: Level
    msgid: str
