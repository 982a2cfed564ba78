"""Questions and answers: what nothing was found for, what staff teach the bot, and how often answers were given."""
