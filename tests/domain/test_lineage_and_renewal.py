"""The lineage audit and the renewal lint: their findings on facts of our own, and what must hold for any."""

from hypothesis import given
from hypothesis import strategies as st

from domain.lineage import CODES, GOES_ON, Claim, Former, audit
from domain.renewal import RenewalDates, ahead, lint, month_number, too_late


def month_text(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def codes(dates: RenewalDates) -> list[tuple[str, int | None]]:
    return [(one.code, one.months) for one in lint(dates)]


def test_a_study_24_months_ahead_is_in_time_and_23_is_not() -> None:
    assert codes(RenewalDates("2020-03", "2018-04", 2019, "2020-04")) == []
    assert codes(RenewalDates("2020-03", "2018-05", 2019, "2020-04")) == [("study_too_late", 23)]


def test_months_without_any_system_are_a_gap() -> None:
    assert codes(RenewalDates("2020-03", "2018-01", 2019, "2020-07")) == [("gap", 3)]
    assert codes(RenewalDates("2020-04", "2018-01", 2019, "2020-04")) == []


def test_dates_out_of_order_are_told_and_not_taken_for_a_short_study() -> None:
    assert codes(RenewalDates(None, "2021-06", None, "2020-04"))[0] == ("out_of_order", 14)
    assert ("procurement_after_operation", 12) in codes(RenewalDates(None, None, 2021, "2020-04"))
    assert ("procurement_before_study", 1) in codes(RenewalDates(None, "2020-04", 2019, None))
    assert ("no_time_to_procure", 0) in codes(RenewalDates(None, None, 2020, "2020-04"))


def test_what_is_unknown_is_named_and_nothing_is_said_of_it() -> None:
    (only,) = lint(RenewalDates(None, None, 2020, "2020-11"))
    assert (only.code, only.dates) == ("unknown_dates", ("current_end", "next_study_start"))
    assert too_late(RenewalDates(None, None, 2020, "2020-11")) is None


def test_the_next_dates_come_in_order_of_time() -> None:
    dates = RenewalDates("2021-03", "2018-04", 2020, "2021-04")
    assert ahead(dates, "2020-01") == (
        ("2020-04", "next_procurement_fy"),
        ("2021-03", "current_end"),
        ("2021-04", "next_operation_start"),
    )


months = st.none() | st.integers(2010 * 12, 2030 * 12).map(month_text)
systems = st.builds(RenewalDates, months, months, st.none() | st.integers(2010, 2030), months)


@given(systems)
def test_a_finding_only_uses_dates_that_are_known(dates: RenewalDates) -> None:
    for one in lint(dates):
        known = [getattr(dates, name) is not None for name in one.dates]
        assert (not any(known)) if one.code == "unknown_dates" else all(known)
        assert one.months is None or one.months >= 0
    assert len({one.code for one in lint(dates)}) == len(lint(dates))


@given(systems, st.integers(0, 10))
def test_the_same_dates_years_later_are_found_alike(dates: RenewalDates, years: int) -> None:
    def moved(month: str | None) -> str | None:
        return None if month is None else month_text(month_number(month) + 12 * years)

    year = dates.next_procurement_fy
    later = RenewalDates(
        moved(dates.current_end),
        moved(dates.next_study_start),
        None if year is None else year + years,
        moved(dates.next_operation_start),
    )
    assert codes(later) == codes(dates)


@given(st.integers(2000 * 12, 2100 * 12))
def test_a_month_is_read_as_it_is_written(number: int) -> None:
    assert month_number(month_text(number)) == number


# -- lineage


def test_only_a_measure_that_should_go_on_is_an_orphan() -> None:
    formers = [Former(1, "継続"), Former(2, "完了"), Former(3, None), Former(4, "見直し")]
    found = audit(formers, [Claim(10, 4)])
    assert [(one.code, one.former) for one in found] == [("orphan", (1,))]


def test_two_claimants_are_a_double_claim_unless_the_book_records_a_split() -> None:
    claims = [Claim(10, 1), Claim(11, 1)]
    assert [one.code for one in audit([Former(1, "継続")], claims)] == ["double_claim"]
    assert [one.code for one in audit([Former(1, "継続")], claims, {1})] == ["split"]


def test_merges_dead_ends_and_heirs_of_what_ended_are_told() -> None:
    formers = [Former(1, "継続"), Former(2, "中止")]
    found = audit(formers, [Claim(10, 1), Claim(10, 2), Claim(11, None, "目標9-①")])
    assert [(one.code, one.former, one.measures) for one in found] == [
        ("nowhere", (), (11,)),
        ("ended_but_claimed", (2,), (10,)),
        ("merge", (1, 2), (10,)),
    ]
    assert found[0].raw == "目標9-①"


directions = st.sampled_from(["継続", "見直し", "拡充", "完了", "中止", None])
formers_ = st.lists(directions, max_size=8).map(
    lambda found: [Former(place, one) for place, one in enumerate(found)]
)
claims_ = st.lists(st.builds(Claim, st.integers(100, 105), st.none() | st.integers(0, 7)), max_size=12)


@given(formers_, claims_)
def test_every_former_measure_that_goes_on_is_an_orphan_or_has_an_heir(
    formers: list[Former], claims: list[Claim]
) -> None:
    found = audit(formers, claims)
    orphans = {one.former[0] for one in found if one.code == "orphan"}
    claimed = {claim.former for claim in claims}
    for former in formers:
        assert (former.id in orphans) == (former.direction in GOES_ON and former.id not in claimed)
    assert sum(one.code == "nowhere" for one in found) == sum(claim.former is None for claim in claims)
    assert [one.code for one in found] == sorted((one.code for one in found), key=CODES.index)


@given(formers_, claims_)
def test_saying_a_claim_twice_changes_nothing(formers: list[Former], claims: list[Claim]) -> None:
    known = [claim for claim in claims if claim.former is not None]
    assert audit(formers, known) == audit(formers, [*known, *known])
