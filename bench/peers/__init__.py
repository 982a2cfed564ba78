"""What others would write: bots of the same conversation, to be measured beside ours."""
