"""What staff read of conversations, and what they write in them."""
