"""`flask check`: the shipped content passes, and every planted fault is refused with its place and advice."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from talking import CONTENT

from relaystack.content import ContentError
from relaystack.content.check import check_content

TODAY = date(2026, 7, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content to plant a fault in."""
    return Path(shutil.copytree(CONTENT, tmp_path / "nexora"))


def refusal(folder: Path) -> list[str]:
    """What the checker says against a folder, one line a fault."""
    with pytest.raises(ContentError) as refused:
        check_content(folder, TODAY)
    return str(refused.value).splitlines()


def line_of(file: Path, text: str) -> int:
    """The line on which a text stands."""
    before, found, _ = file.read_text(encoding="utf-8").partition(text)
    assert found, text
    return before.count("\n") + 1


# (file, what stands there, what is planted instead, text on whose line the fault must be found, advice)
PLANTED: dict[str, tuple[str, str, str, str, str]] = {
    "unknown verb": (
        "flows/booking.yaml", "    - say: |", "    - shout: |", "    - shout",
        "no verb of ours; a step is made of say, ask, choose",
    ),
    "misspelt key of a verb": ("flows/main_menu.yaml", "button:", "buton:", "buton:", "there is no such key"),
    "misspelt key of an option": (
        "flows/main_menu.yaml", "label: Check Eligibility", "lable: Check Eligibility", "lable:", "this is missing",
    ),
    "duplicate key": ("flows/booking.yaml", "version: 1", "version: 1\nversion: 2", "version: 2", "stands twice"),
    "dead target": ("flows/consultant.yaml", "go: email", "go: mail", "go: mail", "no step or flow named 'mail'"),
    "dead target in another flow": (
        "flows/eligibility.yaml", "residency.details", "residency.detail", "residency.detail", "steps of this flow",
    ),
    "dead target after a search": ("flows/jobs.yaml", "then: found", "then: fund", "then: fund", "named 'fund'"),
    "unreachable step": (
        "flows/booking.yaml", "steps:", "steps:\n  start:\n    - go: link\n  lost:\n    - go: link", "  lost:",
        "nothing leads to step lost",
    ),
    "verbs after a question": (
        "flows/consultant.yaml", "      go: email\n", "      go: email\n    - say: Never said\n", "    - ask: |",
        "is never reached; put it into a step of its own",
    ),
    "duplicate option ids": (
        "flows/main_menu.yaml", "{id: booking,", "{id: jobs,", "{id: jobs, label: Book", "two options are named 'jobs'",
    ),
    "two options with one key": (
        "flows/main_menu.yaml", "{id: brochure,", '{id: brochure, key: "0",', "{id: resume",
        "two options have the key '0'",
    ),
    "bad template in words": (
        "flows/booking.yaml", "{{ brand.booking }}", "{{ brand.booking", "say:", "this template cannot be read",
    ),
    "bad template in a condition": (
        "flows/consultant.yaml", "{{ not name }}", "{{ not }}", "{{ not }}", "this template cannot be read",
    ),
    "unknown filter": ("flows/booking.yaml", "brand.booking", "brand.booking | loud", "say:", "No filter named 'loud'"),
    "unquoted template": (
        "flows/consultant.yaml", '"{{ not name }}"', "{{ not name }}", "{{ not name }}", "put quotes",
    ),
    "unknown answer": ("flows/consultant.yaml", "answer: email", "answer: mail", "answer: mail", "'money', 'email'"),
    "unknown effect": ("flows/consultant.yaml", "capture_lead", "make_lead", "make_lead", "'capture_lead'"),
    "unknown look-up": ("flows/consultant.yaml", "find: programme", "find: program", "find: program", "'programme'"),
    "unknown argument of an effect": (
        "flows/consultant.yaml", "        notify: true", "        noisy: true", "do: capture_lead",
        "has no noisy; it takes",
    ),
    "unknown argument of a look-up": (
        "flows/eligibility.yaml", "limit: 5", "most: 5", "find: programmes_within", "needs exactly budget, limit",
    ),
    "title too long for a row": (
        "flows/main_menu.yaml", "title: Residency Programs", "title: All of our Residency Programs", "{id: residency",
        "a title of at most 24",
    ),
    "title too long for a button": (
        "flows/residency.yaml", "label: Other programs", "label: All the other programs", "label: All the",
        "a title of at most 20",
    ),
    "button too long": (
        "flows/main_menu.yaml", "button: Main menu", "button: Our wonderful main menu", "button:", "20",
    ),
    "description too long": (
        "flows/main_menu.yaml", "{id: jobs,", "{id: jobs, description: " + "x" * 73 + ",", "{id: jobs", "72 characters",
    ),
    "flow and file named apart": ("flows/booking.yaml", "flow: booking", "flow: bookings", "flow:", "name them alike"),
    "broken YAML": ("flows/booking.yaml", "steps:", "steps: [", "    - say", "this is not valid YAML"),
    "programme without sources": (
        "programs.yaml", "sources:", "origins:", "- id: gr-golden-visa", "sources: this is missing",
    ),
    "programme without a date": (
        "programs.yaml", '  as_of: "2026-02-01"\n', "", "- id: gr-golden-visa", "as_of: this is missing",
    ),
    "programme without review_by": (
        "programs.yaml", '  review_by: "2027-02-01"\n', "", "- id: gr-golden-visa", "review_by: this is missing",
    ),
    "review before the date": (
        "programs.yaml", 'review_by: "2027-02-01"', 'review_by: "2025-02-01"', 'review_by: "2025', "lies before as_of",
    ),
    "duplicate programme id": (
        "programs.yaml", "- id: pt-golden-visa", "- id: gr-golden-visa",
        "- id: gr-golden-visa\n  country: Portugal", "ids must be unique",
    ),
    "unknown category": ("programs.yaml", "category: USA EB-5", "category: USA EB5", "category: USA EB5", "'USA EB-5'"),
    "details too long": (
        "programs.yaml", "Short-term holiday letting of the property is banned.", "banned " * 120,
        "- id: gr-golden-visa",
        "must have at most 1024: give it shorter words under `brief`",
    ),
    "two commands with one word": (
        "commands.yaml", "en: [back,", "en: [menu, back,", "en: [menu, back", "'menu' means both menu and back",
    ),
    "unknown command": ("commands.yaml", "help:", "assist:", "assist:", "there is no command 'assist'"),
    "words of a command not in lists": ("commands.yaml", "en: [stop,", "en: stop #", "stop:", "needs lists of words"),
    "missing brand field": (
        "brand.yaml", "website:", "site:", "# Who the bot", "website missing; every brand needs them",
    ),
    "programme link without its place": ("brand.yaml", "{id}", "{code}", "program_link:", "program_link needs {id}"),
    "missing phrase": (
        "phrases.yaml", "    negative:", "    minus:", "# What the bot", "misunderstood.money.negative missing",
    ),
    "bad template in a phrase": (
        "phrases.yaml", "{{ guess }}? Please send your", "{{ guess? Please send your", "typo:", "read",
    ),
    "unreadable transcript line": ("transcripts/booking/link.txt", "> 6", "? 6", "? 6", "this line cannot be read"),
    "misspelt pause": (
        "transcripts/main_menu/pause.txt", "@ 31 minutes later", "@ 31 minuts later", "minuts",
        "this line cannot be read",
    ),
    "impossible date": (
        "transcripts/residency/due_for_review.txt", "2027-02-02", "2027-02-30", "@ 2027", "this line cannot be read",
    ),
    "words that some path leaves empty": (
        "flows/booking.yaml", "brand.booking", "brand.bookings", "", "cannot be filled in",
    ),
}  # fmt: skip


def test_the_shipped_content_passes() -> None:
    report = check_content(CONTENT, TODAY)
    assert report.startswith("Content is fit to be served: 8 flows, 24 programmes,")
    assert "Figures to be looked at again: ae-green-visa-investor." in report


def test_its_transcripts_pass_every_question() -> None:
    first, second = check_content(CONTENT, TODAY).splitlines()[1].split(" questions.")[0].split(" of ")
    assert first == f"Transcripts pass {second}"


@pytest.mark.parametrize("case", PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_refused_with_file_line_and_advice(
    folder: Path, case: tuple[str, str, str, str, str]
) -> None:
    name, there, planted, found_at, advice = case
    file = folder / name
    words = file.read_text(encoding="utf-8")
    assert there in words
    file.write_text(words.replace(there, planted, 1), encoding="utf-8")
    told = [line for line in refusal(folder) if advice in line]
    assert told, refusal(folder)
    if found_at:
        assert told[0].startswith(f"nexora/{name}:{line_of(file, found_at)}: ")


def test_all_faults_are_told_at_once(folder: Path) -> None:
    for name in ("brand.yaml", "commands.yaml", "flows/jobs.yaml"):
        (folder / name).write_text("nonsense: true\n", encoding="utf-8")
    (folder / "phrases.yaml").unlink()
    told = "\n".join(refusal(folder))
    for name in ("brand.yaml", "commands.yaml", "phrases.yaml", "flows/jobs.yaml"):
        assert f"nexora/{name}:" in told


@pytest.mark.parametrize("name", ["brand.yaml", "commands.yaml", "phrases.yaml", "programs.yaml"])
@pytest.mark.parametrize(
    ("spoil", "advice"),
    [
        (lambda file: file.unlink(), "the file is missing"),
        (lambda file: file.write_bytes(b"name: caf\xe9\n"), "this is not UTF-8; save the file as UTF-8"),
        (lambda file: file.write_text("a: [1,\nb: }"), "this is not valid YAML"),
        (lambda file: file.write_text("a: \x00"), "this is not valid YAML"),
        (lambda file: file.write_text("a: {{ b }}"), "put quotes around values that begin with {{"),
        (lambda file: file.write_text("- [1"), "this is not valid YAML"),
        (lambda file: file.write_text(""), ""),
        (lambda file: file.write_text("just words"), ""),
    ],
    ids=["missing", "not UTF-8", "broken", "NUL", "no quotes", "open list", "empty", "no mapping"],
)
def test_a_spoilt_file_is_named(folder: Path, name: str, spoil: Callable[[Path], None], advice: str) -> None:
    spoil(folder / name)
    told = refusal(folder)
    assert any(line.startswith(f"nexora/{name}:") and advice in line for line in told), told


def test_a_folder_without_flows_or_no_folder_is_told(folder: Path) -> None:
    shutil.rmtree(folder / "flows")
    assert "needs a step menu" in refusal(folder)[0]
    shutil.rmtree(folder)
    assert "set CONTENT_DIR" in refusal(folder)[0]


def test_a_failing_transcript_is_shown_with_what_was_expected_and_given(folder: Path) -> None:
    file = folder / "transcripts/booking/link.txt"
    file.write_text("# booking\n> hi\n< 👋 Welcome…\n> 5\n< 📅 Book here\n! lead name=Ana\n", encoding="utf-8")
    assert refusal(folder) == [
        "nexora/transcripts/booking/link.txt:4: after `> 5` the transcript has",
        "    < 📅 Book here",
        "    ! lead name=Ana",
        "  but the bot gives",
        "    < 📅 Book your consultation here:",
        "    < https://nexorainvestments.com/book",
        "    < [link Book now]",
    ]
