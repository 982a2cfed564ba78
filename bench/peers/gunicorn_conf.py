"""gunicorn's settings for the peers: threads enough that their sends, 100 ms each, wait for nothing else."""

import os

bind = f"127.0.0.1:{os.environ['PORT']}"
worker_class = "gthread"
threads = 128
keepalive = 30
control_socket_disable = True
