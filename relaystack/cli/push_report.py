"""What `flask templates push` says at its end, where not all of the files is at Meta."""

from collections.abc import Collection, Iterator

from ..engine.visible import shown
from ..errors import DeliveryError
from ..services.message_templates.template_sync import Interrupted, Outcome

NAMED = 5  # so many of what is left are named
_KEPT = (
    "{} at Meta with other words: `-` is Meta's, `+` the file's. Nothing was changed there: somebody may have edited it"
    " in WhatsApp Manager. Take Meta's words into the file; or `flask templates push --overwrite` changes Meta's to the"
    " file's. Meta reviews approved words anew then, and takes one such change a day, ten in 30 days."
)
_FIXED = "{} not as the file says it, for the reason above."
_REFUSED = "{} refused, for the reason above. Mend the file, or wait where Meta says so; then push again."


def problems(outcomes: Collection[Outcome], broken: Interrupted | None) -> list[str]:
    """All that a person has to do something about."""
    told = {Outcome.KEPT: _KEPT, Outcome.FIXED: _FIXED, Outcome.REFUSED: _REFUSED}
    counts = {outcome: sum(one is outcome for one in outcomes) for outcome in told}
    found = [told[outcome].format(count) for outcome, count in counts.items() if count]
    return [*found, *(_interrupted(broken, sum(one is Outcome.THERE for one in outcomes)) if broken else ())]


def by_meta(error: DeliveryError) -> str:
    """What Meta says, or what is said of it, with none of its signs moving the cursor."""
    told = str(error)
    return shown(told if told.startswith("Meta") else f"Meta: {told}")


def _interrupted(broken: Interrupted, done: int) -> Iterator[str]:
    yield by_meta(broken.cause)
    if not broken.left:
        yield f"{done} done, nothing left; `flask templates pull` asks later what Meta makes of them."
        return
    names = [f"{one.name} ({one.language})" for one in broken.left]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    yield f"{done} done; not yet: {', '.join(names[:NAMED])}{more}."
    yield "Run the same command later: it goes on with what is left, and does nothing twice."
