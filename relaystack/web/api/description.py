"""What `/openapi.json` must say beyond what APIFlask finds out by itself."""

from typing import Any

from apiflask import APIFlask
from flask import Response, json, request

from relaystack.engine.phones import WRITTEN

from ..staff.authorizer import BIGGEST, Authorizer
from .shapes import Problem

_JSON = "application/problem+json"
_BEARER = {"type": "http", "scheme": "bearer", "description": "a token of `flask tokens create`, or API_TOKEN"}
_RETRY = {"Retry-After": {"description": "seconds to wait", "schema": {"type": "integer"}}}
_KEY = {
    "in": "header", "name": "Idempotency-Key", "required": False,
    "description": "names this message: repeated, nothing is sent twice",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,100}$"},
}  # fmt: skip

_TAG = {"ETag": {"description": "names this version, for `If-Match`", "schema": {"type": "string"}}}
_MATCH = {
    "in": "header", "name": "If-Match", "required": False,
    "description": "the `ETag` that you read: if there is a newer version, nothing is changed (412)",
    "schema": {"type": "string"},
}  # fmt: skip

_VERSIONED = ("/api/leads/{id}", "/api/programs/{id}")
_SENDS = ("/api/conversations/{id}/messages", "/api/conversations/{id}/templates")


def complete(spec: dict[str, Any]) -> dict[str, Any]:
    """Problem details for every error, ids as they are, and how to be let in."""
    spec["components"]["securitySchemes"] = {"bearer": _BEARER}
    spec["components"]["schemas"]["Problem"] = Problem.model_json_schema()
    for unused in ("HTTPError", "ValidationError", "ValidationError.detail"):
        spec["components"]["schemas"].pop(unused, None)
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            if path in _VERSIONED:
                _versions(operation, method)
            _errors(operation, bool(operation.get("requestBody")))
            _parameters(operation)
            if method == "post" and path in _SENDS:
                operation["parameters"].append(_KEY)
    return spec


def keep_the_version(app: APIFlask, authorizer: Authorizer) -> None:
    """Tell strangers what the API can do, but not which version of the program they would have to know holes of."""

    @app.after_request
    def without_version(response: Response) -> Response:
        if request.endpoint == "openapi.spec" and response.is_json and not authorizer.knows():
            spec = response.get_json()
            spec["info"]["version"] = "1"
            response.set_data(json.dumps(spec))
        return response


def _versions(operation: dict[str, Any], method: str) -> None:
    operation["responses"]["200"]["headers"] = _TAG
    operation["responses"]["412"] = {"description": "There is a newer version than `If-Match` names"}
    if method == "patch":
        operation["parameters"].append(_MATCH)


def _errors(operation: dict[str, Any], has_body: bool) -> None:
    responses = operation["responses"]
    if has_body:
        operation["requestBody"]["required"] = True
        responses["400"] = {"description": "The body is not JSON, or a header is malformed"}
        responses["413"] = {"description": "The body is too large"}
        responses["415"] = {"description": "The body is not application/json"}
    if operation.get("security"):
        responses.setdefault("503", {"description": "The database is away; try again later"})
    for code, response in responses.items():
        if code >= "400":
            response["content"] = {_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        if code in ("429", "503"):
            response["headers"] = _RETRY


def _parameters(operation: dict[str, Any]) -> None:
    for parameter in operation["parameters"]:
        if words := parameter["schema"].pop("description", ""):
            parameter["description"] = words  # where /docs shows it
        if parameter["in"] != "path":
            continue
        if parameter["schema"]["type"] == "integer":
            parameter["schema"] |= {"minimum": 1, "maximum": BIGGEST}
        if parameter["name"] == "phone":
            parameter["schema"]["pattern"] = WRITTEN
