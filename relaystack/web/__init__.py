"""The only code that sees a request."""
