"""Do staff hear of a person by one door, and is all that they hear found for that person?"""

from typing import Any

import pytest

from relaystack.services.notices import NOBODY, Notice
from relaystack.services.notices.hearing import Topic

SAID: dict[str, Any] = {"key": "k", "topic": Topic.HELP, "subject": "x", "text": "y"}


@pytest.mark.parametrize("about", [{}, {"about": None}, {"about": "1"}], ids=["nothing", "none", "a word"])
def test_a_notice_that_forgets_whom_it_is_about_does_not_come_into_being(about: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="about"):
        Notice(**SAID, **about)


@pytest.mark.parametrize("about", [7, (7, 8), NOBODY], ids=["one", "several", "nobody"])
def test_one_that_says_so_does(about: int | tuple[int, ...]) -> None:
    notice = Notice(**SAID, about=about)
    assert notice.contact_id == (7 if about == 7 else None)
    assert notice.payload.get("contact_ids", []) == ([7, 8] if about == (7, 8) else [])
