"""What each carrier is, a row each; and the two whose service is nobody else's: job searches and reminders."""
