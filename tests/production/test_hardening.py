"""Do the production files leave as little open as they can?"""

import re

import pytest
from production import files

SERVICES = sorted(files.compose()["services"])


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_keeps_more_of_root_than_it_begins_with(name: str) -> None:
    service = files.compose()["services"][name]
    assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
    begins_with = {"db": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"], "caddy": ["NET_BIND_SERVICE"]}
    assert service.get("cap_add", []) == begins_with.get(name, [])


@pytest.mark.parametrize("name", SERVICES)
def test_the_disk_of_every_service_is_read_only(name: str) -> None:
    service = files.compose()["services"][name]
    assert service["read_only"]
    assert "/tmp" in service["tmpfs"]


@pytest.mark.parametrize("name", ["Caddyfile", "docs/operations/deploying.md"])
def test_caddy_waits_for_nobody_for_ever(name: str) -> None:
    limits = re.search(r"timeouts \{(.*?)\}", files.read(name), re.DOTALL)
    assert limits
    assert set(limits[1].split()[::2]) == {"read_header", "read_body", "write", "idle"}


def test_the_bot_may_open_more_files_than_the_default() -> None:
    [unit] = re.findall(r"LimitNOFILE=(\d+)", files.read("docs/operations/deploying.md"))
    assert int(unit) == files.compose()["services"]["web"]["ulimits"]["nofile"] > 1024
