"""How people's words become lines of an e-mail."""


def one_line(words: str) -> str:
    """Whatever people write, they cannot make up lines of the mail."""
    return " ".join(words.split())
