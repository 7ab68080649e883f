"""The period at a glance, against the period before: headline numbers, changes, leaders."""
