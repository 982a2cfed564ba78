"""Who is who, what they agreed to, and whether they may be written to."""
