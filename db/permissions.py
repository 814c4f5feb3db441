"""Whether somebody may take a step, asked inside the transaction that takes it; a book without roles lets everybody.

Every check returns whom the step is taken for (None: for oneself), or raises NotYours: who may, who one is, what
can be done instead.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar, Final, NamedTuple

from db.actor import Actor
from db.database import Database
from db.door import Door
from db.reads.people import Standing, coordinators, has_roles, standing
from domain.errors import Refusal
from domain.reporting import PeriodAction, Role
from domain.roles import PERIOD_ROLES, TASK_ROLES, LeadDepartment, Need, Post, Task, warrant


class NotYours(Refusal):
    """A step that somebody else takes; `rule` and `you` are refusals of their own, said in the same language."""

    msgid: ClassVar[str] = "{rule} {you}"


class LeadsStep(Refusal):
    msgid: ClassVar[str] = (
        "“{title}” is reported by {departments}, or by the coordinator ({coordinators}) as their proxy."
    )


class CoordinatorsStep(Refusal):
    msgid: ClassVar[str] = "This is for the coordinator ({coordinators})."


class YouLead(Refusal):
    msgid: ClassVar[str] = "You ({name}) lead {own}: report its measures, or ask them to do this."


class YouLeadAll(Refusal):
    msgid: ClassVar[str] = "You ({name}) lead every department: report the measures, or ask them to do this."


class YouCoordinate(Refusal):
    msgid: ClassVar[str] = "You ({name}) are the coordinator of {own} alone: ask them to do this."


class YouRead(Refusal):
    msgid: ClassVar[str] = (
        "You ({name}) have the role of a reader: look and export, or ask the coordinator for another role."
    )


class YouLapsed(Refusal):
    msgid: ClassVar[str] = (
        "Your role ({name}) is not valid today: ask the coordinator for new dates; “shinchoku people me” shows it."
    )


class YouUnknown(Refusal):
    msgid: ClassVar[str] = (
        "You ({name}) have no role in this book: ask the coordinator for one; until then you can look and export."
    )


class Asking(NamedTuple):
    """What a check has to know where nothing is written yet: the book as it stands, who asks, and when."""

    db: Database
    actor: Actor
    at: str


def check_report(
    door: Door | Asking, measure_id: int, role: Role, department_id: int | None = None
) -> str | None:
    """A step of a measure's report; `department_id` names the one whose part it is. Raises NotYours."""
    here = standing(door.db, door.actor, door.at[:10])
    if here.is_open:
        return None
    need = _of_measure(door.db, measure_id, role, door.at[:10], department_id)
    if (given := warrant(here.seats, need)) is not None:
        return given.proxy_for
    title = door.db.conn.execute("SELECT title FROM measure WHERE id = ?", (measure_id,)).fetchone()[0]
    raise _not_yours(door, here, need, title)


def check_period(door: Door | Asking, plan_id: int, action: PeriodAction) -> str | None:
    """A step of a plan's half-year. Raises NotYours."""
    role = PERIOD_ROLES[action]
    return None if role is None else _coordinate(door, role, municipality_of_plan(door.db, plan_id))


def check_measure(door: Door | Asking, measure_id: int) -> str | None:
    """A step of a measure's life, or a change of its sheet. Raises NotYours."""
    found = door.db.conn.execute(
        "SELECT municipality_id FROM measure JOIN plan ON plan.id = plan_id WHERE measure.id = ?",
        (measure_id,),
    ).fetchone()
    return _marked(door, _coordinate(door, Role.coordinator, frozenset(found)))


def check_task(door: Door | Asking, task: Task, municipalities: Collection[int] | None = None) -> str | None:
    """Anything else, in these municipalities (None: wherever one coordinates). Raises NotYours."""
    where = None if municipalities is None else frozenset(municipalities)
    return _marked(door, _coordinate(door, TASK_ROLES[task], where))


def check_plans(door: Door | Asking, task: Task, keys: Collection[str]) -> str | None:
    """A task in the municipalities of these plans. Raises NotYours."""
    marks = ", ".join("?" * len(keys))
    rows = door.db.conn.execute(f"SELECT municipality_id FROM plan WHERE key IN ({marks})", tuple(keys))
    return check_task(door, task, [row[0] for row in rows])


# Where the municipality of something not known is found.
_PLAN_OF: Final = {
    "measure_goal": "SELECT plan_id FROM measure JOIN measure_goal ON measure_id = measure.id"
    " WHERE measure_goal.id = ?",
    "measure": "SELECT plan_id FROM measure WHERE id = ?",
    "renewal_system": "SELECT plan_id FROM renewal_system WHERE id = ?",
    "schedule_cell": "SELECT plan_id FROM measure JOIN work_item ON measure_id = measure.id"
    " JOIN schedule_cell ON work_item_id = work_item.id WHERE schedule_cell.id = ?",
    "import_issue": "SELECT plan.id FROM plan JOIN import_issue ON plan_key = plan.key WHERE import_issue.id = ?",
}


def check_unknown(door: Door | Asking, table: str, row_id: int) -> str | None:
    """An answer to what the source document left open. Raises NotYours."""
    if not has_roles(door.db):
        return None
    plan = door.db.conn.execute(_PLAN_OF[table], (row_id,)).fetchone()
    municipalities = municipality_of_plan(door.db, plan[0]) if plan is not None else None
    return check_task(door, Task.answer_unknown, municipalities)


def check_whole_book(door: Door | Asking, task: Task) -> str | None:
    """A task that concerns every municipality of the book. Raises NotYours."""
    return check_task(door, task, [row[0] for row in door.db.conn.execute("SELECT id FROM municipality")])


def _coordinate(door: Door | Asking, role: Role, municipalities: frozenset[int] | None) -> str | None:
    here = standing(door.db, door.actor, door.at[:10])
    if here.is_open:
        return None
    need = Need(role, municipalities)
    if (given := warrant(here.seats, need)) is not None:
        return given.proxy_for
    raise _not_yours(door, here, need, "")


def _marked(door: Door | Asking, proxy_for: str | None) -> str | None:
    """Tasks have no record of their own that names a proxy, as the steps of reports and half-years do: history does."""
    if isinstance(door, Door):
        door.stand_in(proxy_for)
    return proxy_for


def municipality_of_plan(database: Database, plan_id: int) -> frozenset[int]:
    """The municipality whose plan it is."""
    rows = database.conn.execute("SELECT municipality_id FROM plan WHERE id = ?", (plan_id,))
    return frozenset(row[0] for row in rows)


def _of_measure(
    database: Database, measure_id: int, role: Role, day: str, department_id: int | None = None
) -> Need:
    """The measure's lead departments in printed order, each with those that have followed it by this day."""
    found = database.conn.execute(
        "SELECT municipality_id FROM measure JOIN plan ON plan.id = plan_id WHERE measure.id = ?",
        (measure_id,),
    ).fetchone()
    rows = database.conn.execute(
        "SELECT department.id, department.name, is_collective FROM measure_department"
        " JOIN department ON department.id = department_id"
        " WHERE measure_id = ?1 AND role = 'lead' AND (?2 IS NULL OR department.id = ?2) ORDER BY ordinal",
        (measure_id, department_id),
    ).fetchall()
    departments = []
    for row in rows:
        followers = database.conn.execute(
            "SELECT successor_id, department.name FROM department_successor"
            " JOIN department ON department.id = successor_id WHERE department_id = ? AND since <= ?"
            " ORDER BY step",
            (row["id"], day),
        ).fetchall()
        ids = frozenset((row["id"], *(one[0] for one in followers)))
        name = followers[-1][1] if followers else row["name"]
        departments.append(LeadDepartment(ids, name, bool(row["is_collective"])))
    return Need(role, frozenset(found), tuple(departments))


def report_refusal(asking: Asking, measure_id: int, department_id: int | None = None) -> NotYours | None:
    """What somebody would be told who wrote this measure's report; None where they may."""
    try:
        check_report(asking, measure_id, Role.lead, department_id)
    except NotYours as refusal:
        return refusal
    return None


def may_report(database: Database, actor: Actor, day: str, measure_ids: Sequence[int]) -> frozenset[int]:
    """Those of the measures whose reports an actor may write on a day: what a screen offers for editing."""
    here = standing(database, actor, day)
    if here.is_open or any(
        seat.post is Post.coordinator and seat.municipality_id is None for seat in here.seats
    ):
        return frozenset(measure_ids)
    return frozenset(
        one
        for one in measure_ids
        if warrant(here.seats, _of_measure(database, one, Role.lead, day)) is not None
    )


def _not_yours(door: Door | Asking, here: Standing, need: Need, title: str) -> NotYours:
    named = "、".join(coordinators(door.db, door.at[:10], need.municipalities)[:3]) or "-"
    rule: Refusal
    if need.role is Role.lead and need.departments:
        departments = "、".join(one.name for one in need.departments)
        rule = LeadsStep(title=title, departments=departments, coordinators=named)
    else:
        rule = CoordinatorsStep(coordinators=named)
    return NotYours(rule=rule, you=_you(here))


def _you(here: Standing) -> Refusal:
    if Post.coordinator in here.posts:
        own = (seat.municipality for seat in here.seats if seat.post is Post.coordinator)
        return YouCoordinate(name=here.name, own=_named(own))
    if Post.lead in here.posts:
        departments = [seat.department for seat in here.seats if seat.post is Post.lead]
        return (
            YouLeadAll(name=here.name)
            if None in departments
            else YouLead(name=here.name, own=_named(departments))
        )
    if Post.manager in here.posts:
        return YouRead(name=here.name)
    return YouLapsed(name=here.name) if here.lapsed else YouUnknown(name=here.name)


def _named(names: Iterable[str | None]) -> str:
    return "、".join(dict.fromkeys(name for name in names if name))
