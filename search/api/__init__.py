"""The search as JSON, for other programs: `docs/api.md`."""
