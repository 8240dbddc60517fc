"""From birth to old age: the area beside its comparator, its most beside its least deprived."""
