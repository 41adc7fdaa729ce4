"""Shared by all tests: in CI, a test skipped for a missing tool is a failure."""

import os

import pytest
from hypothesis import settings

# No test is timed: these machines are noisy. In CI the same examples each time, elsewhere new ones.
settings.register_profile("ours", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("ours")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> object:
    report = yield
    missing = report.skipped and "needs " in str(report.longrepr)
    if missing and os.environ.get("EVERYWORD_NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"skipped for a missing tool: {report.longrepr}"
    return report
