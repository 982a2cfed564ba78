"""Notifications as somebody meets them: asked on a click, shown by the worker, opened by a click.

The browser's own way to its maker's push service is the one thing that is pretended: the internet is not there.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from fakes.push import PushService
from playwright.sync_api import Browser, BrowserContext, Page, expect
from processes import BIN, environment, free_port, running, wait_until_served
from services.service_tools import wait_for

from relaystack.settings import ROOT

pytestmark = pytest.mark.browser
NEWS = {"title": "A customer needs a person", "body": "<b>Amina</b>", "tag": "c1", "path": "/console/settings/me"}
PRETENDED = """told => {
  const here = { endpoint: told.endpoint, unsubscribe: async () => true,
                 toJSON: () => ({ endpoint: told.endpoint, keys: { p256dh: told.p256dh, auth: told.auth } }) };
  PushManager.prototype.subscribe = async (wanted) => {
    if (!wanted.userVisibleOnly || wanted.applicationServerKey.length !== 87) throw new Error("odd");
    localStorage.setItem("subscribed", "yes");
    return here;
  };
  PushManager.prototype.getSubscription = async () => localStorage.getItem("subscribed") ? here : null;
}"""


@pytest.fixture
def service() -> Iterator[PushService]:
    """A push service."""
    service = PushService()
    yield service
    service.close()


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A server as after `make run`, with a key of its own: its address, and the password that it prints."""
    port, log = free_port(), tmp_path / "log"
    database = f"sqlite:///{tmp_path}/bot.db"
    environ = environment(
        PORT=str(port), SIMULATOR_PORT=str(free_port()), DATABASE_URL=database, SECRET_KEY="a long random text"
    )
    subprocess.run([BIN / "flask", "init-db"], cwd=ROOT, env=environ, check=True, capture_output=True)
    with running([sys.executable, "app.py"], environ, log) as process:
        wait_until_served(f"http://127.0.0.1:{port}/", process, log)
        yield f"http://localhost:{port}/console", log.read_text().split("owner@example.com, password ")[1].split()[0]


def at_the_page(context: BrowserContext, started: tuple[str, str]) -> Page:
    """The owner at Settings, Notifications."""
    console, password = started
    page = context.new_page()
    page.goto(f"{console}/sign-in")
    page.get_by_label("Your e-mail address").fill("owner@example.com")
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    page.goto(f"{console}/settings/notifications")
    return page


def test_a_browser_is_told_once_somebody_asked_for_it(
    started: tuple[str, str], browser: Browser, service: PushService
) -> None:
    context, hers, refused = browser.new_context(permissions=["notifications"]), service.browser("hers"), []
    context.add_init_script(f"({PRETENDED})({json.dumps(hers.told)})")
    page = at_the_page(context, started)
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    page.get_by_role("button", name="Tell me in this browser").click()
    expect(page.get_by_text("This browser tells you from now on.")).to_be_visible()
    expect(page.get_by_text("(this one)")).to_be_visible()
    expect(page.get_by_role("button", name="Tell me in this browser")).to_be_hidden()
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("It is on its way.")).to_be_visible()
    wait_for(lambda: hers.shown, 20)
    page.get_by_role("button", name="End").click()
    expect(page.get_by_role("button", name="Tell me in this browser")).to_be_visible()
    assert refused == []


def test_what_is_pushed_is_shown_as_words_and_once_for_each_conversation(
    started: tuple[str, str], browser: Browser
) -> None:
    context = browser.new_context(permissions=["notifications"])
    page = at_the_page(context, started)
    page.evaluate("navigator.serviceWorker.register('/console/service-worker.js')")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tools, found = context.new_cdp_session(page), []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    tools.send("ServiceWorker.enable")
    wait_for(lambda: page.evaluate("1") and found)
    for _ in range(2):
        told = {"origin": started[0].removesuffix("/console"), "registrationId": found[0]["registrationId"]}
        tools.send("ServiceWorker.deliverPushMessage", {**told, "data": json.dumps(NEWS)})
    shown = """navigator.serviceWorker.ready.then(worker => worker.getNotifications())
      .then(all => all.map(one => ({ title: one.title, body: one.body, tag: one.tag, path: one.data.path })))"""
    wait_for(lambda: page.evaluate(shown), 20)
    assert page.evaluate(shown) == [NEWS]


def test_a_browser_that_was_told_not_to_says_so(started: tuple[str, str], browser: Browser) -> None:
    page = at_the_page(browser.new_context(permissions=[]), started)
    page.get_by_role("button", name="Tell me in this browser").click()
    expect(page.get_by_text("The browser was told not to.")).to_be_visible()


def test_without_scripts_or_on_an_insecure_address_words_say_why(started: tuple[str, str], browser: Browser) -> None:
    page = at_the_page(browser.new_context(java_script_enabled=False), started)
    expect(page.get_by_text("Notifications need a browser that runs scripts.")).to_be_visible()
    expect(page.get_by_role("button", name="Tell me in this browser")).to_be_hidden()
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page = at_the_page(context, started)
    expect(page.get_by_text("Notifications need a secure address")).to_be_visible()
    expect(page.get_by_role("button", name="Tell me in this browser")).to_be_hidden()


CLICKED = """async ([source, path, open]) => {
  const heard = {}, done = [];
  const self = {
    location: new URL("https://bot.example.com/console/service-worker.js"),
    addEventListener: (name, react) => { heard[name] = react; },
    clients: {
      matchAll: async () => open.map(url => ({ url, focus: () => done.push(`focus ${url}`) })),
      openWindow: (url) => done.push(`open ${url}`),
    },
  };
  new Function("self", source)(self);
  let waited;
  const notification = { data: { path }, close: () => done.push("close") };
  heard.notificationclick({ notification, waitUntil: (promise) => { waited = promise; } });
  await waited;
  return done;
}"""
SITE = "https://bot.example.com"


@pytest.mark.parametrize(
    ("path", "open", "done"),
    [
        ("/console/inbox/7", [f"{SITE}/console/inbox/8"], f"open {SITE}/console/inbox/7"),
        ("/console/inbox/7", [f"{SITE}/console/inbox/7"], f"focus {SITE}/console/inbox/7"),
        ("https://elsewhere.example/console/", [], f"open {SITE}/console/"),
        ("/webhook", [], f"open {SITE}/console/"),
    ],
)
def test_a_click_opens_the_conversation_and_nothing_elsewhere(
    browser: Browser, path: str, open: list[str], done: str
) -> None:
    source = (ROOT / "relaystack/web/console/static/service-worker.js").read_text(encoding="utf-8")
    page = browser.new_page()
    assert page.evaluate(CLICKED, [source, path, open]) == ["close", done]
    page.close()
