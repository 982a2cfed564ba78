"""What does every answer tell a browser? Run nothing, show it in no frame, guess no type, keep no copy."""

from flask import Flask, Response

# A page that needs more brings a policy of its own.
_ALWAYS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}  # production is reached over HTTPS alone


def of_every_answer(*, production: bool) -> dict[str, str]:
    """The headers by name."""
    return _ALWAYS | _OVER_TLS if production else _ALWAYS


def as_bytes(*, production: bool) -> list[tuple[bytes, bytes]]:
    """The headers as ASGI wants them."""
    return [(name.lower().encode(), value.encode()) for name, value in of_every_answer(production=production).items()]


def install(app: Flask, *, production: bool) -> None:
    """Give every answer of an application these headers, where it has not its own."""
    headers = of_every_answer(production=production)

    @app.after_request
    def after(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response
