"""Fetch what browsers get from npm, once, into folders that are committed: `make vendor`. To run the bot needs no Node.

Each folder gets a manifest of SHA-256 hashes, which a test checks, and a page that says what it is.
"""

import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

STATIC = Path(__file__).parent.parent / "relaystack" / "web"
MANIFEST = "MANIFEST.sha256"
_SOURCE_MAP = re.compile(rb"\n//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ ?\*/")
_LOOK = (
    'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
    'stroke-linejoin="round"'
)
ICONS = """
    activity adjustments alert-circle alert-triangle archive arrow-back-up arrow-left ban bell bookmark
    brand-whatsapp calendar calendar-plus chart-bar check checks chevron-left chevron-right circle-check clock
    clock-pause copy device-desktop dots dots-vertical download external-link eye file-text filter fingerprint help
    home hourglass history inbox info-circle key keyboard language layout-kanban link lock logout mail map-pin
    menu-2 message-circle message-plus message-question messages microphone mood-smile moon note paperclip pencil
    phone photo player-play player-stop plus quote refresh robot search send settings shield-check shield-lock
    speakerphone tag template trash user user-check user-plus user-share users video world x zzz
"""


@dataclass(frozen=True)
class Package:
    """A package of npm, and which of its files under which names; `licence` is its name."""

    name: str
    version: str
    licence: str
    files: dict[str, str]


FOLDERS = {
    "docs": (
        Package("swagger-ui-dist", "5.35.0", "Apache-2.0", {
            "swagger-ui-bundle.js": "swagger-ui-bundle.js", "swagger-ui.css": "swagger-ui.css",
            "LICENSE": "LICENSE", "NOTICE": "NOTICE",
        }),
    ),
    "console": (
        Package("@tabler/core", "1.6.1", "MIT", {
            "tabler.min.css": "dist/css/tabler.min.css", "tabler.rtl.min.css": "dist/css/tabler.rtl.min.css",
        }),
        Package("@tabler/icons", "3.52.0", "MIT", {
            "LICENSE.tabler": "LICENSE", "icons.svg": "icons/outline",
        }),
        Package("chart.js", "4.5.0", "MIT", {
            "chart.umd.min.js": "dist/chart.umd.min.js", "LICENSE.chart": "LICENSE.md",
        }),
        Package("htmx.org", "2.0.11", "0BSD", {"htmx.min.js": "dist/htmx.min.js", "LICENSE.htmx": "LICENSE"}),
    ),
}  # fmt: skip


def main() -> None:
    """Fill every folder anew."""
    for page, packages in FOLDERS.items():
        folder = STATIC / page / "static" / "vendor"
        folder.mkdir(parents=True, exist_ok=True)
        for package in packages:
            with _fetched(package) as archive:
                for name, source in package.files.items():
                    (folder / name).write_bytes(_sprite(archive) if name == "icons.svg" else _file(archive, source))
        (folder / "README.md").write_text(_page(packages), encoding="utf-8")
        names = sorted(name for package in packages for name in package.files)
        lines = (f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
        (folder / MANIFEST).write_text("".join(lines))


def _fetched(package: Package) -> tarfile.TarFile:
    """The package as npm has it; npm holds it to the hash of its registry."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", f"{package.name}@{package.version}", "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        (packed,) = Path(folder).iterdir()
        return tarfile.open(fileobj=BytesIO(packed.read_bytes()))


def _file(archive: tarfile.TarFile, path: str) -> bytes:
    found = archive.extractfile(f"package/{path}")
    assert found, path
    return _SOURCE_MAP.sub(b"", found.read())


def _sprite(archive: tarfile.TarFile) -> bytes:
    """The icons that pages use in one file: `<use href="…/icons.svg#home">`."""
    shapes = (f'<symbol id="{name}" {_LOOK}>{_inside(archive, name)}</symbol>\n' for name in ICONS.split())
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(shapes)}</svg>\n'.encode()


def _inside(archive: tarfile.TarFile, icon: str) -> str:
    shapes = re.findall(r"<(?:path|circle|rect|line)[^>]*/>", _file(archive, f"icons/outline/{icon}.svg").decode())
    return "".join(shape for shape in shapes if 'stroke="none"' not in shape)


def _page(packages: tuple[Package, ...]) -> str:
    told = "".join(
        f"- {package.name} {package.version} ({package.licence}): {', '.join(sorted(package.files))}\n"
        for package in packages
    )
    return (
        "# Vendored\n\nMade by `make vendor` (`scripts/vendor.py`), without their source map references. "
        f"`{MANIFEST}` holds their hashes; a test checks them.\n\n{told}"
    )


if __name__ == "__main__":
    main()
