"""How the database is used: transactions, migrations, sets of rows, pages, and whether it can be used at all."""
