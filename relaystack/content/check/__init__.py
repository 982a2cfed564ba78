"""Is the content fit to be served? `flask check` asks in three ways, from the cheapest to the dearest.

1. **What the files alone tell** (`checker.STATIC`): steps that nobody reaches, names that nobody gives a value, words
   that a language lacks, commands that hide something else.
2. **What happens on every way through the flows.** `explore.py` lets the engine itself take a turn for every answer,
   tap, pause and old button, breadth first, in three `scenarios.py`: an ordinary day, the longest of everything, a day
   when all is closed. A state is explored once: where the person is, which answers they have given, what a pause set
   aside. `inputs.py` holds what people say besides plain answers. Each outcome is then taken in every other language.
   `findings.py` looks at each turn for dead ends, clashing options and what Meta would cut, and tells each fault once,
   with the shortest way there. `program_limits.py` does the same for each program where a step looks one up.
3. **What the transcripts say** (`content/transcripts/`): conversations that must hold, and come through everything.

A new check is a function that gives faults: one of the files is a line of `checker.STATIC`, one of turns stands in
`findings.py`. What Meta would cut is in `limits.py`.
"""
