"""The outside world: one module per provider. Their words stay in here."""
