"""Local notes beside the findings that they are about."""
