"""Does the bench of the console still fit the program: is its office full, does every page answer?"""

import shutil
from pathlib import Path

import pytest

from bench import consoles, inbox, inbox_fill


def test_every_page_answers_in_a_full_office(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "TIMES", 1)
    file = tmp_path / "office.db"
    shutil.copy(sqlite_template, file)
    inbox_fill.fill(f"sqlite:///{file}", contacts=600, messages=1_200)
    app = inbox.application(f"sqlite:///{file}", tmp_path)
    browser = inbox.signed_in(app)
    for path in inbox.PAGES.values():
        assert inbox.milliseconds(browser, path.format(last=600))[0] > 0
    assert "waits for an answer" in browser.get("/console/inbox").text
    assert "<mark>Portugal</mark>" in browser.get("/console/search?q=portugal").text
    assert "<mark>希腊</mark>" in browser.get("/console/search?q=希腊").text
    asked = inbox.polled(consoles.opened(app, f"sqlite:///{file}", 2, 600), 0.1, None)[0]
    assert asked == "2"  # what is new, and that somebody is there
