"""Which functions does the CPU time go to?"""


def main() -> None:
    """Print them."""
