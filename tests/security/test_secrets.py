"""Is there a secret in anything that was ever committed, and can one be guessed by how long an answer takes?"""

import ast
import re
import subprocess
from collections.abc import Iterator

import pytest

from relaystack.settings import ROOT

# How the secrets look that this program is given, and those that slip into repositories most.
SHAPES = re.compile(
    rb"(?<![A-Za-z0-9+/])EAA[A-Za-z0-9]{60,}"  # Meta's access tokens; not what lies within base64
    rb"|\bSG\.[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}"  # SendGrid
    rb"|\bpat-(?:na|eu)\d-[0-9a-f]{8}-[0-9a-f-]{27}"  # HubSpot
    rb"|\bsk_live_[A-Za-z0-9]{16,}|\brk_live_[A-Za-z0-9]{16,}"  # Stripe
    rb"|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{50,}"
    rb"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{35}|\bxox[abprs]-[A-Za-z0-9-]{20,}"
    rb"|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"
    rb"|(?:APP_SECRET|SECRET_KEY|API_TOKEN|_PASSWORD|_TOKEN|_API_KEY)[ \t]*=[ \t]*['\"]?[0-9a-f]{32}\b"
)


def _git(*arguments: str, given: bytes = b"") -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, input=given, capture_output=True, check=True).stdout


def _contents() -> Iterator[tuple[str, bytes]]:
    """Every version of every file in the history, with its id; each once. What is staged comes along."""
    listed = _git("rev-list", "--objects", "--all", "HEAD") + b"\n".join(
        line.split()[1] for line in _git("ls-files", "--stage").splitlines()
    )
    ids = b"\n".join(line.split(b" ")[0] for line in listed.splitlines())
    stream, place = _git("cat-file", "--batch", given=ids), 0
    while place < len(stream):
        end = stream.index(b"\n", place)
        id, kind, size = stream[place:end].split()
        place = end + 1 + int(size) + 1
        if kind != b"tree":
            yield id.decode(), stream[end + 1 : place - 1]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="there is no history: this is not a clone")
def test_no_version_of_any_file_holds_a_secret() -> None:
    seen, found, known = 0, [], set[bytes]()
    for id, content in _contents():
        seen += 1
        lines = set(content.split(b"\n")) - known  # a version has most of them from the one before
        known |= lines
        found += [f"{id}: {match[:12]!r}…" for line in lines for match in SHAPES.findall(line)]
    assert found == [], "change this secret at once, whoever gave it: removing it from the history is not enough"
    assert seen > 100


@pytest.mark.parametrize(
    "planted",
    [
        "EAA" + "b" * 80, "SG." + "a" * 22 + "." + "b" * 43, "pat-na1-" + "1" * 8 + "-" + "2" * 27, "AKIA" + "A" * 16,
        "-----BEGIN " + "PRIVATE KEY-----", "APP_SECRET" + "=" + "0f" * 16, "SMTP_PASSWORD" + ' = "' + "ab" * 16,
    ],
)  # fmt: skip
def test_the_search_would_find(planted: str) -> None:
    assert SHAPES.search(f"before {planted} after".encode())


def test_there_is_no_file_of_settings_in_the_history() -> None:
    names = _git("log", "--all", "--format=", "--name-only", "--diff-filter=A").decode().split()
    assert [name for name in names if re.search(r"(^|/)\.env(\.(?!example$).*)?$|\.(pem|key|p12|db|dump)$", name)] == []


# --- guessing by time -----------------------------------------------------------------------------

SECRET_NAMES = re.compile(r"token|secret|signature|password|api_?key|digest", re.IGNORECASE)


def _names(node: ast.AST) -> str:
    """The names in an expression."""
    return " ".join(
        part.id if isinstance(part, ast.Name) else part.attr
        for part in ast.walk(node)
        if isinstance(part, ast.Name | ast.Attribute)
    )


def _compared(source: str) -> Iterator[int]:
    """The lines where something named like a secret is compared letter by letter, with another value."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq | ast.In | ast.NotIn):
            continue
        sides = [node.left, *node.comparators]
        if any(isinstance(side, ast.Constant) for side in sides):
            continue  # with a constant: no secret is one
        if any(SECRET_NAMES.search(_names(side)) for side in sides):
            yield node.lineno


def test_whoever_comes_in_is_compared_in_constant_time() -> None:
    found = {
        f"{file.relative_to(ROOT)}:{line}"
        for folder in ("web", "gateways")
        for file in sorted((ROOT / "relaystack" / folder).rglob("*.py"))
        for line in _compared(file.read_text("utf-8"))
    }
    assert found == set(), "compare with hmac.compare_digest, as bytes"


@pytest.mark.parametrize(
    "line", ["given == token", "door.verify_token != given", "given in secrets", "sign(a) == b.digest"]
)
def test_a_comparison_letter_by_letter_would_be_found(line: str) -> None:
    assert list(_compared(line)) == [1]
