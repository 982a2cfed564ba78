"""What does a Retry-After header ask for, and how much of it is believed?"""

from datetime import UTC, datetime

import pytest

from relaystack.gateways.http import retry_after

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("999999999999", 3600),
        ("9" * 400, 3600),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30),
        ("Fri, 20 Nov 2026 13:00:30 +0100", 30),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0),
        ("Tue, 20 Nov 2096 12:00:00 GMT", 3600),
        ("Fri, 20 Nov 2026 12:00:30", None),
        ("-5", None),
        ("1.5", None),
        ("1e9", None),
        ("٣", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds
