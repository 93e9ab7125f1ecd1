"""The example data: one module for each part, read from `fixtures/`. What is already there stays as it is."""
