"""What staff see and do: people, leads, texts, personal data, tokens."""
