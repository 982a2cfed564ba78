"""Can somebody who starts a development server sign in at once, and nobody where others can reach it?"""

from dataclasses import replace
from pathlib import Path

import pytest

from relaystack import demo
from relaystack.services.staff import members
from relaystack.services.staff.keys import Keys
from relaystack.services.staff.signing_in import SigningIn
from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database
from relaystack.settings import Settings


def test_a_development_server_prints_once_how_its_demo_owner_signs_in(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/bot.db", tmp_path)
    settings = Settings(database_url=f"sqlite:///{tmp_path}/bot.db")
    assert demo.how_to_sign_in(settings, database, "Nexora") == []  # no tables yet
    migrations.upgrade(database)
    where, who = demo.how_to_sign_in(settings, database, "Nexora")
    password = who.rpartition("password ")[2]
    assert (where, len(password)) == ("Work in the console: http://127.0.0.1:5000/console", 20)
    signing_in = SigningIn(database, Keys("k"))
    assert signing_in.by_password(demo.EMAIL, password, "").member.role == "owner"
    assert password not in "".join(demo.how_to_sign_in(settings, database, "Nexora"))
    database.close()


@pytest.mark.parametrize("given", [{"flask_env": "production"}, {"host": "0.0.0.0"}], ids=str)
def test_where_others_can_reach_it_nobody_is_made(given: dict[str, str], tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/bot.db", tmp_path)
    migrations.upgrade(database)
    settings = replace(Settings(), **given)  # type: ignore[arg-type]
    assert demo.how_to_sign_in(settings, database, "Nexora") == []
    assert members.every(database) == []
    database.close()
