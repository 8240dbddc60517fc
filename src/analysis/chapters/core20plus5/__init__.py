"""The clinical areas and groups of Core20PLUS5, against their targets."""
