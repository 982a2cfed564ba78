"""The program before is started again on the tables of the one after it: does it say so, and start?"""

from bot import Bot


def _ready(bot: Bot) -> tuple[int, str]:
    answer = bot.client.get("/webhook/health/ready")
    return answer.status_code, " ".join(answer.get_json()["reasons"])


def test_tables_that_are_newer_are_left_alone_and_served(bot: Bot) -> None:
    bot.rows("UPDATE alembic_version SET version_num = '9999'")
    for command in ("init-db", "seed-programs"):
        done = bot.app.test_cli_runner().invoke(args=[command])
        assert (done.exit_code, done.exception) == (0, None), done.output
        assert "Traceback" not in done.output
    again = bot.app.test_cli_runner().invoke(args=["init-db"]).output
    assert "Nothing was changed" in again
    assert "9999" in again
    assert bot.one("SELECT version_num FROM alembic_version") == {"version_num": "9999"}
    status, reasons = _ready(bot)
    assert status == 200
    assert "newer than this program" in reasons


def test_tables_that_no_program_of_this_age_can_work_on_are_refused_in_words(bot: Bot) -> None:
    bot.rows("UPDATE alembic_version SET version_num = '9999'")
    for change in ("UPDATE schema_floor SET oldest = '9998'", "DELETE FROM schema_floor", "DROP TABLE schema_floor"):
        bot.rows(change)
        done = bot.app.test_cli_runner().invoke(args=["init-db"])
        assert done.exit_code == 1
        assert "Nothing was changed" in done.output
        assert "backup" in done.output
        status, reasons = _ready(bot)
        assert status == 503
        assert "cannot work on" in reasons
