"""The one door for staff: who asks, what they may do, how often. The API and the console stand on it."""
