"""How fast is the program, and beside what? `python -m bench --help`; docs/performance.md says how to read it."""
