"""A person's data: where it stands, its export, its erasure."""
