"""gunicorn's settings for the web alone: `gunicorn -c bench/gunicorn_web.py app:app`, with `flask worker` beside it."""

from relaystack.serve import options

globals().update({name: value for name, value in options().items() if name not in ("post_worker_init", "worker_exit")})
