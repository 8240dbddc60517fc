"""From the most to the least deprived: gradients within an area."""
