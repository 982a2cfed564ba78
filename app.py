"""The entry for `python app.py`, `flask`, `gunicorn app:app` and `granian --interface asgi app:asgi`."""

from flask import Flask

from relaystack.cli import alone
from relaystack.starting import create_or_explain


def _create() -> Flask:
    """The whole application; for a command that needs little, this alone."""
    if app := alone.application(alone.asked()):
        return app
    from relaystack import create_app

    return create_app()


app = create_or_explain(_create)
asgi = getattr(app.extensions.get("relaystack"), "asgi", None)  # a command that stands alone serves nobody

if __name__ == "__main__":
    from relaystack.serve import serve

    serve(app)
