"""Reading the other's draft out of a refusal, and putting two answers together so that no sentence is lost."""

from typing import Any

from db.reads.answers import Answer, draft_answer


def answer_of(now: Any) -> tuple[Answer, int] | None:
    """The draft or part a StaleVersion carries as an answer and its version; None when the row is neither."""
    if isinstance(now, dict) and "department_id" in now:
        return Answer(text=now["text"]), int(now["version"])
    if not isinstance(now, dict) or "stages" not in now or "text" not in now:
        return None
    return draft_answer(now), int(now["version"])


def both_answers(mine: Answer, theirs: Answer) -> Answer:
    """Mine, with their text under it and their choices where I made none."""
    texts = [text for text in (mine.text, theirs.text) if text.strip()]
    joined = texts[0] if len(set(texts)) == 1 else "\n".join(texts)
    return mine._replace(
        progress_evaluation=mine.progress_evaluation or theirs.progress_evaluation,
        implementation_state=mine.implementation_state or theirs.implementation_state,
        text=joined,
        stages={**theirs.stages, **mine.stages},
    )
