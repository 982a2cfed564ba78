"""Files for browsers: named by what is in them, so that each is fetched once and kept for good."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, request, url_for

FOLDER = Path(__file__).parent / "static"
_FOR_GOOD = "public, max-age=31536000, immutable"


def install(console: APIBlueprint) -> None:
    """`asset(name)` for templates, and the headers of what it names."""
    console.add_app_template_global(_address, "asset")

    @console.after_request
    def keep(response: Response) -> Response:
        wanted = request.args.get("v") if request.endpoint == "console.static" else None
        if wanted and wanted == _version(_name()):
            response.headers["Cache-Control"] = _FOR_GOOD
        return response


def _address(name: str) -> str:
    return url_for("console.static", filename=name, v=_version(name))


def _name() -> str:
    return str((request.view_args or {}).get("filename", ""))


def _version(name: str) -> str | None:
    path = FOLDER / name
    return _digest(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=256)
def _digest(path: Path, changed_ns: int) -> str:
    """Of what is in the file now: while the program is written, files change under it."""
    return sha256(path.read_bytes()).hexdigest()[:12]
