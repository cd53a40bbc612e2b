"""Rules of the house that neither ruff nor import contracts can see, each a small module with one `check`.

A rule reads files, never imports them. Its message says what is wrong, why it matters and what to do instead.
Good and bad examples of every rule are its tests, in tests/checks/. Where a rule must give way, say so beside
the line: `# house: allow <rule> because <reason>`.
"""
