"""Does `flask chat` say before the conversation that it cannot be kept?"""

from pathlib import Path

import pytest
from bot import Bot


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_impossible_file_is_said_before_the_first_word(bot: Bot, tmp_path: Path) -> None:
    done = bot.app.test_cli_runner().invoke(args=["chat", "--save", f"{tmp_path}/nowhere/chat.txt"], input="hi\n")
    assert done.exit_code == 1
    assert "The conversation cannot be kept as" in done.output
    assert "No such file or directory" in done.output
    assert "Welcome" not in done.output
