"""What each page says: from facts to blocks. No page knows how it is written down."""
