"""Who is affected: indicators by group of people, and how many of each group live here."""
