"""Each statistic worked through in the place's own figures."""
