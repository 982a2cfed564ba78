"""What the company's people are told: e-mails about a person, the day's digest."""
