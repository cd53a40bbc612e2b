"""Journeys share one running desk and its browser windows."""

from tests.journeys.browser import (  # noqa: F401 - fixtures and a hook
    _signed_in,
    chromium,
    open_tickets,
    pytest_runtest_makereport,
    staffed_desk,
    visitors,
)
