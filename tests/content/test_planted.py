"""`flask check` finds every kind of fault that can be planted: that one alone, with its place and advice."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from content.planted import PLANTED, TWICE, line_of
from talking import CONTENT

from relaystack.content import ContentError
from relaystack.content.check import check_content

TODAY = date(2026, 7, 1)


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_fault_is_told_with_its_place_and_advice(tmp_path: Path, kind: str) -> None:
    name, there, planted, found_at, advice = PLANTED[kind]
    file = Path(shutil.copytree(CONTENT, tmp_path / "nexora")) / name
    words = file.read_text(encoding="utf-8")
    assert there in words
    file.write_text(words.replace(there, planted, 1), encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        check_content(tmp_path / "nexora", TODAY)
    told = [str(fault) for fault in refused.value.faults if advice in fault.message]
    assert told, refused.value.faults
    assert told[0].startswith(f"nexora/{name}:{line_of(file, found_at)}: ")
    assert len(refused.value.faults) == 1 + (kind in TWICE), refused.value.faults
