"""Do the settings of the mail server fit each other? Where they do not, each side waits for the other to begin."""

TLS_AT_ONCE, TLS_LATER = (465,), (25, 587, 2525)  # ports by how a server on them begins to speak


def problems(port: int, tls: str) -> list[str]:
    """What cannot work, whatever server it is."""
    if port in TLS_AT_ONCE and tls != "tls":
        return [f"SMTP_PORT={port} needs SMTP_TLS=tls, not {tls}: a server on it speaks TLS from the first byte"]
    if port in TLS_LATER and tls == "tls":
        return [f"SMTP_PORT={port} needs SMTP_TLS=starttls, not tls: a server on it begins in plain words (tls: 465)"]
    return []


def is_in_the_open(host: str, tls: str) -> bool:
    """Whether a password would travel without encryption, and farther than this machine."""
    return bool(host) and tls == "none" and not (host in ("localhost", "::1") or host.startswith("127."))
