"""How does a person run the twin by hand? `python -m metatwin --port N --webhook URL`"""

import argparse
import signal
import threading

from metatwin import Twin


def main() -> None:
    """Run until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m metatwin", description="Meta's Cloud API on loopback")
    parser.add_argument("--port", type=int, default=5010)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--webhook", metavar="URL", help="where webhooks go")
    parser.add_argument("--token", default="twin-token")
    parser.add_argument("--app-secret", default="twin-secret")
    parser.add_argument("--phone-number-id", default="106540352242922")
    given = parser.parse_args()
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    twin = Twin(
        phone_number_id=given.phone_number_id,
        token=given.token,
        app_secret=given.app_secret,
        webhook_url=given.webhook,
        host=given.host,
        port=given.port,
        human=True,
    )
    with twin:
        print(f"GRAPH_API_URL={twin.url} WHATSAPP_TOKEN={given.token} APP_SECRET={given.app_secret}", flush=True)
        done.wait()


if __name__ == "__main__":
    main()
