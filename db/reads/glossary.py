"""What a plan itself says its words mean: the 用語集 that came in with its document."""

from dataclasses import dataclass

from db.database import Database


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the plan and its meaning as printed; None where the source has the word alone."""

    name: str
    text: str | None


def terms(database: Database, plan_id: int) -> list[Term]:
    """Every term of the plan's glossary, as the document lists them; empty for a plan without one."""
    rows = database.conn.execute(
        "SELECT term, text FROM glossary_term WHERE plan_id = ? ORDER BY id", (plan_id,)
    )
    return [Term(row["term"], row["text"]) for row in rows]
