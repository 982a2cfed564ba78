"""What does each of Meta's codes mean for us? One row per code of the table in Meta's documentation."""

from typing import Any

import pytest

from relaystack.errors import DeliveryError, Halted, InDoubt, Refused, Stopped, Temporary, Throttled
from relaystack.gateways.whatsapp import errors

# code: (HTTP status in Meta's table, what we do)
AGAIN, HOURS, PERSON, NUMBER, NEVER, STOP = "again", "for hours", "person", "number", "never", "stop"
NO_TEMPLATES, NO_MARKETING = "no templates", "no marketing"  # until a person acts
DOUBT = "in doubt"  # it may have gone out
TABLE = {
    1: (400, HOURS), 2: (503, AGAIN), 131000: (500, HOURS), 131016: (500, AGAIN), 133004: (503, AGAIN),
    131057: (500, AGAIN),
    4: (400, NUMBER), 80007: (400, NUMBER), 130429: (400, NUMBER), 131056: (400, PERSON),
    131048: (400, NO_TEMPLATES), 131064: (400, NO_TEMPLATES),
    133016: (400, NEVER), 131049: (400, NEVER), 130472: (400, NEVER),
    131050: (400, NEVER), 131047: (400, NEVER), 131026: (400, NEVER), 131021: (400, NEVER), 131030: (400, NEVER),
    137000: (400, NEVER), 131062: (400, NEVER), 131063: (400, NO_MARKETING),
    131037: (400, STOP), 131045: (500, STOP), 133010: (400, STOP), 131042: (400, STOP), 368: (403, STOP),
    131031: (403, STOP), 0: (401, STOP), 190: (401, STOP), 3: (500, STOP), 10: (403, STOP), 131005: (403, STOP),
    200: (403, STOP), 250: (403, STOP), 299: (403, STOP), 33: (400, STOP),
    130497: (403, NEVER), 100: (400, NEVER), 131008: (400, NEVER), 131009: (400, NEVER), 135000: (400, NEVER),
    131051: (400, NEVER), 131052: (400, NEVER), 131053: (400, HOURS), 131035: (400, NEVER), 131036: (400, NEVER),
    132000: (400, NEVER), 132012: (400, NEVER), 132001: (404, NEVER), 132005: (400, NEVER), 132007: (400, NEVER),
    132015: (400, NEVER), 132016: (400, NEVER), 132068: (400, NEVER), 132069: (400, NEVER), 131059: (400, NEVER),
    300: (400, NEVER), 199: (400, NEVER), 424242: (400, NEVER), 424243: (500, AGAIN), 424244: (503, AGAIN),
}  # fmt: skip


def _what(error: DeliveryError) -> str:
    match error:
        case Throttled(scope="person"):
            return PERSON
        case Throttled():
            return NUMBER
        case Stopped():
            return STOP
        case Halted(kind=kind):
            return f"no {kind}"
        case Refused():
            return NEVER
        case InDoubt():
            return DOUBT
        case Temporary(tries=0):
            return AGAIN
        case Temporary():
            return HOURS
    raise AssertionError(error)


@pytest.mark.parametrize(("code", "row"), TABLE.items(), ids=[str(code) for code in TABLE])
def test_what_a_code_means(code: int, row: tuple[int, str]) -> None:
    status, what = row
    error = errors.from_answer(status, {"error": {"code": code, "message": f"(#{code}) words"}}, None)
    assert (_what(error), error.code, error.title) == (what, code, f"(#{code}) words")


@pytest.mark.parametrize("status", [400, 429])
@pytest.mark.parametrize("code", [130429, 131056])
def test_throttling_means_the_same_under_any_http_status(code: int, status: int) -> None:
    error = errors.from_answer(status, {"error": {"code": code}}, 7.0)
    assert isinstance(error, Throttled)
    assert error.wait == 7.0


def test_an_unknown_number_id_is_told_from_other_bad_parameters_by_its_subcode() -> None:
    assert isinstance(errors.from_answer(400, {"error": {"code": 100, "error_subcode": 33}}, None), Stopped)


def test_what_meta_calls_transient_is_tried_again() -> None:
    assert _what(errors.from_answer(400, {"error": {"code": 424242, "is_transient": True}}, None)) == AGAIN
    assert _what(errors.from_answer(400, {"error": {"code": 424242, "is_transient": "no"}}, None)) == NEVER


@pytest.mark.parametrize("body", [None, [], "<html>", {}, {"error": None}, {"error": {"code": "x"}}, {"error": [1]}])
@pytest.mark.parametrize(
    ("status", "what"),
    [(500, DOUBT), (502, DOUBT), (504, DOUBT), (503, AGAIN), (429, NUMBER), (401, STOP), (400, STOP), (404, STOP)],
)
def test_an_answer_that_is_not_metas_json_is_judged_by_its_status(body: Any, status: int, what: str) -> None:
    assert _what(errors.from_answer(status, body, None)) == what


def test_a_maintenance_of_the_account_is_given_a_minute() -> None:
    error = errors.from_answer(500, {"error": {"code": 131057}}, None)
    assert isinstance(error, Temporary)
    assert error.wait >= 60
