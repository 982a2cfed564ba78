"""Is a turn that was taken before taken again, wherever something changed that it depends on?"""

from pathlib import Path

import pytest
from content.translated import in_english, translate

from relaystack.content.check.moments import Moment
from relaystack.content.check.scenarios import scenarios
from relaystack.content.check.turns import Turns
from relaystack.content.folder import load
from relaystack.engine.events import Said
from relaystack.engine.state import State

HELLO = Moment(State(), Said("hi"), idle=None)
IN_SPANISH = Moment(State(), Said("español"), idle=None)


@pytest.mark.parametrize(
    ("moment", "file", "is_new"),
    [
        (HELLO, "flows/main_menu.yaml", True), (HELLO, "flows/jobs.yaml", False), (HELLO, "words/es.yaml", False),
        (HELLO, "phrases.yaml", True), (HELLO, "templates/follow_up.yaml", False), (IN_SPANISH, "words/es.yaml", True),
    ],
)  # fmt: skip
def test_a_change_takes_the_turns_anew_that_it_has_a_part_in(
    tmp_path: Path, moment: Moment, file: str, is_new: bool
) -> None:
    folder = in_english(tmp_path)
    translate(folder, "es")
    content, turns = load(folder), Turns()
    scenario = next(iter(scenarios(content.catalogue)))
    turns.look_at(content)
    before = turns.take(scenario, "en", moment)
    assert turns.take(scenario, "en", moment).taken is before.taken
    (folder / file).write_text((folder / file).read_text("utf-8") + "\n# changed\n", "utf-8")
    turns.look_at(load(folder))
    assert (turns.take(scenario, "en", moment).taken is not before.taken) == is_new
