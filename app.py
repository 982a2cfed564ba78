"""The entry for `python app.py`, `flask` and `gunicorn app:app`; nothing imports it."""

from relaystack import create_app
from relaystack.cli import workshop
from relaystack.serve import create_or_explain, serve

app = create_or_explain(create_app, content_alone=workshop)

if __name__ == "__main__":
    serve(app)
