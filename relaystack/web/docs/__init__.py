"""The page that shows the HTTP API, from vendored files under a strict policy."""

from flask import Blueprint, Response, make_response, render_template

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def blueprint() -> Blueprint:
    """GET /docs."""
    routes = Blueprint(
        "docs", __name__, template_folder="templates", static_folder="static", static_url_path="/docs/static"
    )

    @routes.get("/docs")
    def page() -> Response:
        response = make_response(render_template("docs/page.html"))
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return routes
