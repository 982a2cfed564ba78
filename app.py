"""The entry for `python app.py`, `flask`, `gunicorn app:app` and `granian --interface asgi app:asgi`."""

from flask import Flask

from relaystack.cli import asked
from relaystack.starting import create_or_explain


def _create() -> Flask:
    """The web application; for a command of ours, this alone."""
    if app := asked.application(asked.asked()):
        return app
    from relaystack import create_app

    return create_app()


app = create_or_explain(_create)
asgi = getattr(app.extensions.get("relaystack"), "asgi", None)  # a command serves nobody

if __name__ == "__main__":
    from relaystack.serve import serve

    serve(app)
