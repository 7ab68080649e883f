"""The history that a report looks at: its frame, the skip label, sessions, daily totals."""
