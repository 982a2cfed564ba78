"""What a message asks about: subjects, topics and conditions, found by tables of words that the content folder holds.

The engine knows kinds of values and how questions are put together, not what a visa is.
"""
