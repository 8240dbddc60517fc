"""England by deprivation tenth."""
