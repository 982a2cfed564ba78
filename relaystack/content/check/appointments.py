"""Can what `appointments.yaml` names be sent?"""

from collections.abc import Iterator

from relaystack.engine.appointment_rules import VALUES
from relaystack.engine.message_templates import UTILITY

from ..appointments import FILE
from ..errors import ContentError, Fault, fault
from ..folder import Content
from ..message_templates import load_templates


def faults(content: Content) -> Iterator[Fault]:
    """Templates that are named and not there, that are marketing, or that say what nobody fills in."""
    try:
        templates = load_templates(content.folder, content.book)
    except ContentError:
        return  # told with the templates
    for name in content.book.appointments.templates:
        template = templates.get(name)
        if template is None:
            yield fault(content.folder / FILE, 1, f"there is no template {name} in templates/")
        elif template.category != UTILITY:
            yield fault(content.folder / FILE, 1, f"{name} is {template.category}; what is owed to people is utility")
        else:
            unknown = {one for wording in template.wordings.values() for one in wording.names} - set(VALUES)
            for one in sorted(unknown):
                yield fault(
                    content.folder / FILE, 1, f"{name}: {{{{{one}}}}} is not filled in; {', '.join(VALUES)} are"
                )
