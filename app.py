"""The entry for `python app.py`, `flask`, `gunicorn app:app` and `granian --interface asgi app:asgi`."""

from relaystack import create_app
from relaystack.cli import content_commands_alone
from relaystack.serve import create_or_explain, serve

app = create_or_explain(create_app, content_alone=content_commands_alone)
asgi = getattr(app.extensions.get("relaystack"), "asgi", None)  # the content_commands_alone for content serves nobody

if __name__ == "__main__":
    serve(app)
