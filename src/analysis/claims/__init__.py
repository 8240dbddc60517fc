"""What is said of the figures: claims, sentences and tables."""
