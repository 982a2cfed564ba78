"""How the bot is doing: health, numbers of now, words at the start."""
