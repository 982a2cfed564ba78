"""`flask flows diagram`: the page in the documents is up to date; SVG comes from Graphviz where there is one."""

import os
from pathlib import Path

import pytest
from talking import CONTENT

from relaystack.content import diagram
from relaystack.content.folder import load
from relaystack.settings import ROOT

FAKE_DOT = """#!/bin/sh
[ "$1" = -Tsvg ] && [ "$2" = -o ] && cat > "$3"
"""


def test_the_page_is_up_to_date() -> None:
    kept = (ROOT / "docs/flows.md").read_text(encoding="utf-8")
    assert kept == diagram.page(load(CONTENT)), "renew it: .venv/bin/flask flows diagram --page docs/flows.md"


def test_every_step_stands_in_it_and_options_are_arrows() -> None:
    content = load(CONTENT)
    picture = diagram.mermaid(content)
    for flow in content.book.flows.values():
        assert all(f"    {flow.name}__{step}" in picture for step in flow.steps)
    assert '  main_menu__menu -->|"Check Eligibility"| eligibility__budget' in picture
    assert '  jobs__search -.->|"after search jobs"| jobs__found' in picture
    assert "--> main_menu__menu" not in picture


def test_without_graphviz_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(diagram.NoGraphviz, match="Install it"):
        diagram.draw(load(CONTENT), tmp_path / "flows.svg")


def test_graphviz_is_given_the_whole_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "dot"
    program.write_text(FAKE_DOT)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    diagram.draw(load(CONTENT), tmp_path / "flows.svg")
    drawn = (tmp_path / "flows.svg").read_text(encoding="utf-8")
    assert '"main_menu.menu" -> "eligibility.budget" [label="Check Eligibility"];' in drawn
    assert drawn.count("{") == drawn.count("}")
