"""What a reviewer needs: chapters that run again to the same, and editions that can be compared."""
