"""The entry for `python app.py`, `flask`, `gunicorn app:app` and `granian --interface asgi app:asgi`."""

from relaystack import create_app
from relaystack.serve import create_or_explain, serve

app = create_or_explain(create_app)
asgi = app.extensions["relaystack"].asgi

if __name__ == "__main__":
    serve(app)
