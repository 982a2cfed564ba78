"""The advert or post that somebody came from, as Meta's `referral` tells it (CLOUD_API, section 2)."""

from collections.abc import Mapping

KEPT = ("source_type", "source_id", "source_url", "headline", "body", "ctwa_clid")  # of a referral


def worded(advert: Mapping[str, str] | None) -> str:
    """As staff read it; empty where there was none."""
    if not advert:
        return ""
    kind = "a post" if advert.get("source_type") == "post" else "an advert"
    told = ", ".join(advert[name] for name in ("headline", "body", "source_url") if advert.get(name))
    return f"{kind}: {told}" if told else kind
