"""How the tests are spread over processes, and where their time goes: the seconds of each folder, at the end."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

# Whole processes, thousands of turns, migrations: folders, and files whose tests cost a fifth of a second or more each.
SLOW = {
    "benchmarks", "cli", "crash", "models", "production", "reporting", "stateful", "test_answer_pages.py",
    "test_any_json.py", "test_api_conversations.py", "test_api_leads.py", "test_api_outage.py", "test_api_privacy.py",
    "test_appointment_reminders.py", "test_asgi.py", "test_booking_pages.py", "test_bounces.py",
    "test_careerjet_chat.py", "test_careerjet_hostile.py", "test_careerjet_pages.py", "test_chat.py", "test_check.py",
    "test_check_turns.py", "test_console.py", "test_console_audit.py", "test_console_numbers.py",
    "test_console_today.py", "test_conversations.py", "test_crm_hubspot_clashes.py", "test_crm_webhook_delivery.py",
    "test_crowds.py", "test_delivery_clocks.py", "test_delivery_doubt.py", "test_delivery_faults.py",
    "test_delivery_order.py", "test_delivery_outage.py", "test_delivery_retries.py", "test_delivery_room.py",
    "test_demo.py", "test_erased_bytes.py", "test_flood.py", "test_handover_mails.py", "test_health.py",
    "test_hours.py", "test_hubspot_twice.py", "test_inbox_about.py", "test_inbox_caring.py", "test_inbox_faults.py",
    "test_inbox_files_out.py", "test_inbox_later.py", "test_inbox_live.py", "test_inbox_sets.py",
    "test_inbox_speaking.py", "test_journeys.py", "test_lapsed.py", "test_large_bodies.py", "test_lead_import.py",
    "test_lead_mails.py", "test_lead_pages.py", "test_live.py", "test_mail_silence.py", "test_media_in.py",
    "test_media_mails.py", "test_media_out.py", "test_merging.py", "test_message_templates.py", "test_metrics.py",
    "test_other_languages.py", "test_outage_meta.py", "test_outage_postgres.py", "test_outage_sqlite.py",
    "test_payment_edges.py", "test_payment_pages.py", "test_payment_stop.py", "test_payments.py",
    "test_people_pages.py", "test_planted.py", "test_programme_edges.py", "test_programme_limits.py",
    "test_programme_pages.py", "test_quiet.py", "test_races_bookings.py", "test_races_erasure.py", "test_ready.py",
    "test_replay_pseudonyms.py", "test_retention.py", "test_same_machine.py", "test_schemathesis.py", "test_search.py",
    "test_secret_settings.py", "test_secrets.py", "test_seed_walk.py", "test_setting_files.py", "test_staff_words.py",
    "test_tags.py", "test_taught_answers.py", "test_template_marketing.py", "test_template_sending.py",
    "test_template_sync.py", "test_timers.py", "test_turn_cost.py", "test_turn_deadline.py", "test_turn_walks.py",
    "test_twin_control.py", "test_twin_foreign_client.py", "test_twin_webhooks.py", "test_update_json.py",
    "test_waiting_answers.py", "test_whatsapp_client.py", "test_words.py", "test_writing_first.py",
}  # fmt: skip


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Add the seconds of each folder, the dearest first, where the slowest tests are asked for."""
    if not terminalreporter.config.option.durations:
        return
    spent: defaultdict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                spent["/".join(report.nodeid.partition("::")[0].split("/")[1:-1]) or "(root)"] += report.duration
    terminalreporter.write_sep("=", "seconds of each folder, of all processes together")
    for folder, seconds in sorted(spent.items(), key=lambda one: -one[1]):
        terminalreporter.write_line(f"{seconds:8.1f}  {folder}")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a third of the time tests wait, for processes, clocks and PostgreSQL."""
    return int(os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS") or (os.cpu_count() or 1) + 1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--quick`: for the loop while writing, see CONTRIBUTING."""
    parser.addoption("--quick", action="store_true", help="SQLite, one case of each test on it, nothing that is slow")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What is slow is not even read for `--quick`."""
    return True if config.getoption("quick") and collection_path.name in SLOW else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out PostgreSQL, what is slow and further cases, where that is asked for; else what is slow comes first."""
    if config.getoption("quick"):
        kept = list(_one_case_of_each(item for item in items if not (_is_slow(item) or _needs_postgres(item))))
        left = set(items).difference(kept)
        config.hook.pytest_deselected(items=[item for item in items if item in left])
        items[:] = kept
    elif workers := getattr(config, "workerinput", {}).get("workercount", 0):
        items[:] = _in_runs(items, workers)


def _in_runs(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """In as many runs of one length as there are processes, for `worksteal` begins with one run in each.

    What is slow comes first, file by file, since the tests of a file share what is dear; what one process takes over
    from another in the end is quick.
    """
    files: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in filter(_is_slow, items):
        files["content" if item.path.parent.name == "content" else item.path.name].append(item)
    runs: list[list[pytest.Item]] = [[] for _ in range(processes)]
    for number, file in enumerate(files.values()):
        runs[number % processes].extend(file)
    quick = [item for item in items if not _is_slow(item)]
    for number, run in enumerate(runs):
        room = max(len(items) // processes - len(run), 0) if number + 1 < processes else len(quick)
        run += quick[:room]
        del quick[:room]
    return [item for run in runs for item in run]


def _one_case_of_each(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """Of each test that has a database the first case; what needs none costs nothing."""
    seen: set[str] = set()
    for item in items:
        test = item.nodeid.partition("[")[0]
        if "database_url" not in getattr(item, "fixturenames", ()) or test not in seen:
            yield item
        seen.add(test)


def _is_slow(item: pytest.Item) -> bool:
    """By the folder, the file, or a mark."""
    return bool(item.get_closest_marker("slow") or {item.path.parent.name, item.path.name} & SLOW)


def _needs_postgres(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return "postgres" in getattr(item, "fixturenames", ()) or (
        callspec is not None and "postgresql" in callspec.params.values()
    )
