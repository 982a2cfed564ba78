# The image that web, worker and migrations run from: docs/operations/deploying.md.

# Python as the tests run it.
FROM python:3.11-slim-bookworm AS build
# Only what the lock names, checked by its hashes, with the extras `push` and `payments`. Wheels only, so that no compiler
# is needed; http-ece comes as Python source alone.
COPY requirements-image.txt /
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: --no-binary http-ece \
        -r /requirements-image.txt

FROM python:3.11-slim-bookworm
# The company's folder: `docker build --build-arg CONTENT_DIR=acme .`
ARG CONTENT_DIR=nexora
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    FLASK_ENV=production \
    FLASK_SKIP_DOTENV=1 \
    CONTENT_DIR=$CONTENT_DIR \
    HOST=0.0.0.0 \
    PORT=5000
WORKDIR /app
# Only instance/ is the program's to write: SQLite's file and what customers send. Mount a volume there.
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin relaystack \
    && install -d -o relaystack -g relaystack /app/instance
COPY --from=build /opt/venv /opt/venv
COPY app.py gunicorn.conf.py entrypoint.sh ./
COPY migrations migrations
COPY $CONTENT_DIR $CONTENT_DIR
COPY metatwin metatwin
COPY stripetwin stripetwin
COPY relaystack relaystack
# By root, once: the program cannot write its own bytecode.
RUN python -m compileall -q /app
# 0 only where disks are root's, as on Render: entrypoint.sh then hands instance/ over and goes on as 10001.
ARG STARTS_AS=10001
USER $STARTS_AS
EXPOSE 5000
# `flask worker --metrics-port 5000` answers there as well. Python, because the image has no curl.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/webhook/health\", timeout=4)"]
# No shell stays between: the program itself gets SIGTERM, and finishes what is under way (40 seconds at the most).
ENTRYPOINT ["sh", "/app/entrypoint.sh"]
CMD ["gunicorn", "app:app"]
