"""Stripe's side, played on loopback: what refuses there is refused here, and payments are pretended."""

from .twin import StripeTwin

__all__ = ["StripeTwin"]
