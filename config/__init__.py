"""Wiring only: settings, addresses, start-up. No models, no business logic."""
