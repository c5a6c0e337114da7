"""What the pages show, as plain data, found out by asking the engine: nothing here knows how a page looks."""
