"""Does everything fit into Meta's messages? Texts, titles, rows, ids."""

from collections.abc import Iterator

from relaystack.engine.replies import BODY, TEXT, Choice, Reply

from .. import shapes
from ..errors import Fault
from ..flows import Source

CAPTION = 1024
TITLE, DESCRIPTION, ROWS, ROW_ID = 24, 72, 10, 200  # of a list's row
BUTTON, BUTTONS, BUTTON_ID = 20, 3, 256


def of_choices(source: Source) -> Iterator[Fault]:
    """Titles and descriptions that we would have to cut, and choices that nobody could tap."""
    for step, verbs in source.shape.steps.items():
        for index, verb in enumerate(verbs):
            if isinstance(verb, shapes.ChooseShape):
                for path, problem in _of_choose(verb):
                    yield source.fault(("steps", step, index, *path), problem)


def _of_choose(verb: shapes.ChooseShape) -> Iterator[tuple[tuple[str | int, ...], str]]:
    few = len(verb.options) <= BUTTONS and not any(option.each for option in verb.options)
    limit = BUTTON if few else TITLE
    if len([option for option in verb.options if not option.when]) > ROWS:
        yield (), f"a message shows at most {ROWS} options to tap; move some into a step of their own"
    for i, option in enumerate(verb.options):
        title = option.title or option.label
        if _too_long(title, limit):
            yield ("options", i), _long_title(title, limit)
        if _too_long(option.description or "", DESCRIPTION):
            yield ("options", i, "description"), f"a description has at most {DESCRIPTION} characters; shorten it"
    if _too_long(verb.button or "", BUTTON):
        yield ("button",), f"{verb.button!r} has more than {BUTTON} characters; shorten it"


def _long_title(title: str, limit: int) -> str:
    return f"{title!r} has {len(title)} characters; a title of at most {limit} is needed (`title:`)"


def _too_long(words: str, limit: int) -> bool:
    """Words with something to fill in are looked at when they are: in `of_reply`."""
    return "{{" not in words and len(words) > limit


def of_reply(reply: Reply, *, by_others: bool = False) -> Iterator[str]:
    """What of a message as a whole Meta would refuse or we would cut.

    `by_others`: it holds words of others (openings), which go as plain text where they are long.
    """
    tappable = bool(reply.choices or reply.link) and not (by_others and reply.listed)
    limit = CAPTION if reply.document else BODY if tappable else TEXT
    what = "a caption" if reply.document else "a message with something to tap" if tappable else "a message"
    if len(reply.text) > limit:
        yield f"this becomes {len(reply.text)} characters, and {what} has at most {limit}: shorten it"
    if len(reply.choices) > ROWS:
        yield f"this offers {len(reply.choices)} options, and a message shows at most {ROWS}: offer fewer (`limit`)"
    if reply.link and len(reply.link.title) > BUTTON:
        yield f"{reply.link.title!r} has {len(reply.link.title)} characters; a button has at most {BUTTON}: shorten it"


def of_button(reply: Reply) -> Iterator[str]:
    """What is wrong with the button that opens a list."""
    if len(reply.choices) > BUTTONS and len(reply.button) > BUTTON:
        yield f"{reply.button!r} has more than {BUTTON} characters; shorten it"


def of_choice(choice: Choice, *, row: bool) -> Iterator[str]:
    """What of a button or a list's row is too long. The engine has cut rows already: an ellipsis tells."""
    limit, most = (TITLE, ROW_ID) if row else (BUTTON, BUTTON_ID)
    if choice.title.endswith("…"):
        yield f"{choice.title!r} has been cut; a title of at most {limit} characters is needed (`title:`)"
    elif len(choice.title) > limit:
        yield _long_title(choice.title, limit)
    if row and choice.description.endswith("…"):
        yield f"{choice.description!r} has been cut; a description has at most {DESCRIPTION} characters"
    if len(choice.id) > most:
        yield f"the tap's id has {len(choice.id)} characters, and at most {most} are allowed: carry less (`carry`)"
