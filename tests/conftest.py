"""Shared by all tests: in CI, a test skipped for a missing tool is a failure."""

import os

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> object:
    report = yield
    missing = report.skipped and "needs " in str(report.longrepr)
    if missing and os.environ.get("EVERYWORD_NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"skipped for a missing tool: {report.longrepr}"
    return report
