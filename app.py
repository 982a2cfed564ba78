"""The entry for `python app.py`, `flask`, `gunicorn app:app` and `granian --interface asgi app:asgi`."""

from flask import Flask

from relaystack.cli import content
from relaystack.starting import create_or_explain


def _create() -> Flask:
    """The whole application; for commands about the content, these alone."""
    if content.asked_for():
        return content.alone()
    from relaystack import create_app

    return create_app()


app = create_or_explain(_create)
asgi = getattr(app.extensions.get("relaystack"), "asgi", None)  # the commands about the content serve nobody

if __name__ == "__main__":
    from relaystack.serve import serve

    serve(app)
