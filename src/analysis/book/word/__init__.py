"""A locality's chapters, or its brief, as a Word document whose paragraphs carry their claims."""
