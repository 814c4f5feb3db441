"""Where everything a test may need is installed, a skip is a failure."""

import os
from collections.abc import Generator
from typing import Any

import pytest


def _refuse(report: Any) -> None:
    if os.environ.get("SHINCHOKU_NO_SKIP") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one that says why it wanted to skip."""
    report = yield
    _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips itself while it is read, as importorskip does."""
    report = yield
    _refuse(report)
    return report
