"""Does the page on another company's folder lead to a bot that works?"""

import re
import shutil
import textwrap
from pathlib import Path

import pytest
import yaml
from talking import CONTENT

from relaystack.content.check.checker import check_content
from relaystack.settings import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder, made as the page says."""
    page = (ROOT / "docs" / "another-company.md").read_text()
    acme = tmp_path / "acme"
    shutil.copytree(CONTENT, acme)
    for name in ("flows", "questions", "transcripts", "templates", "words"):
        shutil.rmtree(acme / name)
    for name in ("topics.yaml", "names.yaml", "answers.yaml", "appointments.yaml"):
        (acme / name).unlink()
    for _, block in re.findall(r"^( *)```\w*\n(.*?)\n\1```$", page, re.DOTALL | re.MULTILINE):
        named, *lines = textwrap.dedent(block).splitlines()
        if named.startswith("# "):
            file = acme / named.removeprefix("# ")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("\n".join(lines) + "\n")
    for name, kept in (("intents.yaml", ()), ("phrases.yaml", ("human",))):
        text = yaml.safe_load((acme / name).read_text())
        text["intents"] = {wish: words for wish, words in text["intents"].items() if wish in kept}
        for left_out in ("options", "topics", "facts", "values", "questions", "details_button"):
            text.pop(left_out, None)
        (acme / name).write_text(yaml.safe_dump(text, allow_unicode=True))
    return acme


def test_the_page_on_another_company_leads_to_a_folder_that_is_fit_to_be_served(folder: Path) -> None:
    report = check_content(folder)
    assert "2 flows, 0 programmes, 1 transcripts" in report


def test_nothing_of_the_first_company_is_left_in_it(folder: Path) -> None:
    for file in folder.rglob("*.yaml"):
        assert "nexora" not in file.read_text().lower(), file.name
