"""A plan's actions, commitments and goal, and where they stand."""
