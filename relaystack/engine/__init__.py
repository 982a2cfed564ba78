"""How any conversation runs: pure functions, no clock, no database, no network."""
