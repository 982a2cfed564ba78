"""gunicorn's settings for `gunicorn app:app`; relaystack/serve.py says why they are so."""

from relaystack.serve import options

globals().update(options())
