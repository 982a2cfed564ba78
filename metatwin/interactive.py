"""Which buttons, lists and links does Meta refuse?"""

from collections.abc import Callable
from itertools import chain

from metatwin.errors import Refusal
from metatwin.json_types import Json
from metatwin.shapes import may_text, need, need_link, need_list, need_object, need_text, only, unique

# The page of lists says 4096; 1024 is what every kind takes.
BODY = (1, 1024)
HEADER = (1, 60)
FOOTER = (1, 60)
BUTTONS = (1, 3)
BUTTON_TITLE = (1, 20)
BUTTON_ID = (1, 256)
LIST_BUTTON = (1, 20)
SECTIONS = (1, 10)
SECTION_TITLE = (1, 24)
ROWS_IN_TOTAL = 10
ROW_TITLE = (1, 24)
ROW_ID = (1, 200)
ROW_DESCRIPTION = (0, 72)
LINK_TITLE = (1, 20)
FLOW_TITLE = (1, 30)

HEADER_MEDIA = ("image", "video", "document")

CheckMedia = Callable[[Json, str, tuple[str, ...]], None]


def check_interactive(part: Json, check_media: CheckMedia) -> None:
    """Refuse an interactive message that Meta would refuse."""
    kind = need(part, "type", "interactive")
    if kind not in ACTIONS:
        raise Refusal(131009, f"interactive.type must be one of {', '.join(sorted(ACTIONS))}.")
    only(part, "interactive", "type", "header", "body", "footer", "action")
    need_text(need_object(part, "body", "interactive"), "text", "interactive.body", BODY)
    if "footer" in part:
        need_text(need_object(part, "footer", "interactive"), "text", "interactive.footer", FOOTER)
    if "header" in part:
        _check_header(need_object(part, "header", "interactive"), kind, check_media)
    ACTIONS[kind](need_object(part, "action", "interactive"))


def _check_header(header: Json, kind: str, check_media: CheckMedia) -> None:
    place = "interactive.header"
    header_kind = need(header, "type", place)
    if header_kind == "text":
        only(header, place, "type", "text")
        need_text(header, "text", place, HEADER)
    elif header_kind in HEADER_MEDIA and kind != "list":
        only(header, place, "type", header_kind)
        extra = ("filename",) if header_kind == "document" else ()
        check_media(need_object(header, header_kind, place), f"{place}.{header_kind}", extra)
    else:
        raise Refusal(131009, f"interactive.header.type {header_kind!r} does not go with {kind}.")


def _buttons(action: Json) -> None:
    place = "interactive.action.buttons"
    only(action, "interactive.action", "buttons")
    replies = []
    for button in need_list(action, "buttons", "interactive.action", BUTTONS):
        only(button, place, "type", "reply")
        if need(button, "type", place) != "reply":
            raise Refusal(131009, f"{place}.type must be reply.")
        replies.append(need_object(button, "reply", place))
    for reply in replies:
        only(reply, f"{place}.reply", "id", "title")
        need_text(reply, "id", f"{place}.reply", BUTTON_ID)
        need_text(reply, "title", f"{place}.reply", BUTTON_TITLE)
    unique([reply["id"] for reply in replies], "button id")
    unique([reply["title"] for reply in replies], "button title")


def _list(action: Json) -> None:
    only(action, "interactive.action", "button", "sections")
    need_text(action, "button", "interactive.action", LIST_BUTTON)
    sections = need_list(action, "sections", "interactive.action", SECTIONS)
    for section in sections:
        _check_section(section, alone=len(sections) == 1)
    rows = list(chain.from_iterable(section["rows"] for section in sections))
    if len(rows) > ROWS_IN_TOTAL:
        raise Refusal(131009, f"Total row count exceeds the maximum of {ROWS_IN_TOTAL}.")
    unique([row["id"] for row in rows], "row id")


def _check_section(section: Json, alone: bool) -> None:
    place = "interactive.action.sections"
    only(section, place, "title", "rows")
    if alone:
        may_text(section, "title", place, SECTION_TITLE)
    else:
        need_text(section, "title", place, SECTION_TITLE)
    for row in need_list(section, "rows", place, (1, ROWS_IN_TOTAL)):
        only(row, f"{place}.rows", "id", "title", "description")
        need_text(row, "id", f"{place}.rows", ROW_ID)
        need_text(row, "title", f"{place}.rows", ROW_TITLE)
        may_text(row, "description", f"{place}.rows", ROW_DESCRIPTION)


def _link(action: Json) -> None:
    parameters = _parameters(action, "cta_url")
    need_text(parameters, "display_text", "interactive.action.parameters", LINK_TITLE)
    need_link(parameters, "url", "interactive.action.parameters")


def _flow(action: Json) -> None:
    parameters = _parameters(action, "flow")
    need(parameters, "flow_message_version", "interactive.action.parameters")
    need_text(parameters, "flow_cta", "interactive.action.parameters", FLOW_TITLE)
    if "flow_id" not in parameters and "flow_name" not in parameters:
        raise Refusal(131008, "interactive.action.parameters.flow_id is required.")


def _parameters(action: Json, name: str) -> Json:
    _named(action, name)
    return need_object(action, "parameters", "interactive.action")


def _named(action: Json, name: str) -> None:
    only(action, "interactive.action", "name", "parameters")
    if need(action, "name", "interactive.action") != name:
        raise Refusal(131009, f"interactive.action.name must be {name}.")


ACTIONS: dict[str, Callable[[Json], None]] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _link,
    "location_request_message": lambda action: _named(action, "send_location"),
    "contact_request": lambda action: _named(action, "request_contact_info"),
    "flow": _flow,
}
