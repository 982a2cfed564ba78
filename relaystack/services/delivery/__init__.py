"""How what waits leaves the building, and how the outcome is written down."""
